import { expect, test } from 'vitest';
import type { StandingAlert } from '$contract/ipc.ts';
import type { LiveStatus } from '$contract/live.ts';
import { emptyStatistics } from '$contract/pens.ts';
import { fileName, nextStep, penTitle } from './next-step.ts';

const status: LiveStatus = {
  address: { kind: 'serial', path: '/dev/ttyACM0' },
  presence: 'connected',
  pen: {},
  statistics: emptyStatistics,
  samplesPerSecond: 100,
  mask: 0,
  writing: false,
  model: 'pen-digits',
  engine: '',
};
const alert: StandingAlert = {
  code: 'pen-silent',
  severity: 'warning',
  message: 'The pen is connected but sends nothing.',
  remedy: 'Switch it on.',
  since: 0,
};

test('an alert comes first, with its remedy', () => {
  expect(nextStep(status, [alert], 600)).toMatchObject({
    tone: 'attention',
    headline: alert.message,
    detail: 'Switch it on.',
  });
  expect(nextStep(status, [{ ...alert, severity: 'error' }], 600).tone).toBe('failure');
  expect(nextStep(status, [{ ...alert, severity: 'information' }], 600).tone).toBe('good');
});

test('every presence says what to do', () => {
  const none: LiveStatus = { ...status, presence: 'closed' };
  delete (none as { address?: unknown }).address;
  expect(nextStep(none, [], 600).actions).toContain('simulate');
  expect(nextStep({ ...status, presence: 'absent' }, [], 600).detail).toContain('Plug it in');
  expect(nextStep({ ...status, presence: 'ended' }, [], 600).actions).toContain('replay-again');
  expect(nextStep({ ...status, presence: 'connecting' }, [], 600).headline).toBe(
    'Connecting to the pen on ttyACM0 …',
  );
  expect(nextStep({ ...status, samplesPerSecond: 0 }, [], 600).detail).toContain('first samples');
  expect(nextStep({ ...status, model: '' }, [], 600).actions).toEqual(['choose-model']);
});

test('while writing it says how a piece is ended', () => {
  expect(nextStep({ ...status, writing: true }, [], 600)).toMatchObject({
    headline: 'Pen on ttyACM0 is writing.',
    detail: 'Rest for 0.6 s and the text is kept.',
  });
  expect(
    nextStep({ ...status, address: { kind: 'simulated' }, writing: true }, [], 600),
  ).toMatchObject({ headline: 'Simulated pen is writing.', tone: 'good' });
});

test('pens are called by their own name where they have one', () => {
  expect(penTitle(status.address, { name: 'Feather' })).toBe('Feather');
  expect(penTitle({ kind: 'replay', file: 'C:\\pens\\a.csv' }, {})).toBe('Recording a.csv');
  expect(fileName('/a/b/')).toBe('b');
});
