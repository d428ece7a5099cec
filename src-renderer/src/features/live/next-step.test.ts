import { expect, test } from 'vitest';
import type { LiveStatus } from '$contract/live.ts';
import { emptyStatistics } from '$contract/pens.ts';
import { without } from '$contract/without.ts';
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
test('every presence says what to do', () => {
  expect(nextStep({ ...without(status, 'address'), presence: 'closed' }, 600).actions).toContain(
    'simulate',
  );
  expect(nextStep({ ...status, presence: 'absent' }, 600).detail).toContain('Plug it in');
  expect(nextStep({ ...status, presence: 'ended' }, 600).actions).toContain('replay-again');
  expect(nextStep({ ...status, presence: 'connecting' }, 600).headline).toBe(
    'Connecting: Pen on ttyACM0 …',
  );
  expect(nextStep({ ...status, samplesPerSecond: 0 }, 600).detail).toContain('first samples');
  expect(nextStep({ ...status, model: '' }, 600).actions).toEqual(['choose-model']);
});

test('the first seconds say what is true: that it starts, that the model comes', () => {
  const starting = { ...without(status, 'address'), presence: 'closed', starting: true } as const;
  expect(nextStep(starting, 600)).toMatchObject({ headline: 'Starting …', actions: [] });
  const loading = { ...status, model: '', modelLoading: true } as const;
  expect(nextStep(loading, 600)).toMatchObject({ tone: 'waiting', actions: [] });
});

test('a replayed recording does not write', () => {
  const replay = {
    ...status,
    address: { kind: 'replay', file: '/a/b.csv' },
    writing: true,
  } as const;
  expect(nextStep(replay, 600)).toMatchObject({
    headline: 'Recording b.csv is being replayed.',
    detail: 'It is read as if it were written now.',
  });
});

test('while writing it says how a piece is ended', () => {
  expect(nextStep({ ...status, writing: true }, 600)).toMatchObject({
    headline: 'Pen on ttyACM0 is writing.',
    detail: 'Rest for 0.6 s and the text is kept.',
  });
  expect(nextStep({ ...status, address: { kind: 'simulated' }, writing: true }, 600)).toMatchObject(
    { headline: 'Simulated pen is writing.', tone: 'good' },
  );
});

test('pens are called by their own name where they have one', () => {
  expect(penTitle(status.address, { name: 'Feather' })).toBe('Feather');
  expect(penTitle({ kind: 'replay', file: 'C:\\pens\\a.csv' }, {})).toBe('Recording a.csv');
  expect(fileName('/a/b/')).toBe('b');
});
