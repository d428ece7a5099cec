import { expect, test } from 'vitest';
import { UserError } from '../contract/alerts.ts';
import { findPenProfile, findUsbBoard, parsePenProfile, penProfiles } from './profiles.ts';

const minimal = { id: 'pen', title: 'Pen', transport: 'serial', framing: 'text' };

function failure(profile: unknown): UserError {
  try {
    parsePenProfile(typeof profile === 'string' ? profile : JSON.stringify(profile));
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error('no UserError');
}

test('built-in profiles survive being written to a file', () => {
  for (const profile of penProfiles) {
    expect(parsePenProfile(JSON.stringify(profile))).toEqual(profile);
    expect(findPenProfile(profile.id)).toBe(profile);
  }
  expect(new Set(penProfiles.map(({ id }) => id)).size).toBe(penProfiles.length);
});

test('a short profile is enough', () => {
  expect(parsePenProfile(JSON.stringify({ ...minimal, columns: ['ax', 'skip'] }))).toMatchObject({
    columns: [{ to: 'ax' }, { to: 'skip' }],
  });
});

test.each<[what: string, profile: unknown, message: string]>([
  ['no JSON', '{', 'not JSON'],
  ['no object', 5, 'wrong'],
  ['unknown framing', { ...minimal, framing: 'morse' }, 'framing'],
  ['misspelt field', { ...minimal, baudrate: 9600 }, 'baudrate'],
  ['unknown channel', { ...minimal, columns: ['ax', 'wx'] }, 'columns.1'],
  ['unit of something else', { ...minimal, columns: [{ to: 'ax', unit: 'N' }] }, 'unit'],
  ['unit for a counter', { ...minimal, columns: ['ax', { to: 'counter', unit: 'ms' }] }, 'unit'],
  ['a channel twice', { ...minimal, columns: ['ax', 'ax'] }, 'only once'],
  ['no channel', { ...minimal, columns: ['time'] }, 'At least one'],
  ['scale of zero', { ...minimal, columns: [{ to: 'ax', scale: 0 }] }, 'scale'],
  ['record left out', { ...minimal, framing: 'fixed' }, 'record'],
  [
    'guess in a record',
    {
      ...minimal,
      framing: 'fixed',
      record: { fields: [{ to: 'ax', type: 'int16', unit: 'guess' }] },
    },
    'known',
  ],
  ['id with spaces', { ...minimal, id: 'my pen' }, 'id'],
])('%s is refused with a reason and a remedy', (_, profile, message) => {
  const error = failure(profile);
  expect(error.code).toBe('pen-profile');
  expect(error.message).toContain(message);
  expect(error.remedy).toContain('docs/formats/pen-profiles.md');
});

test('boards are found by their USB identifiers, however they are written', () => {
  expect(findUsbBoard('2341', '805A')?.title).toBe('Arduino Nano 33 BLE');
  expect(findUsbBoard('0x1A86', '7523')?.title).toContain('CH340');
  expect(findUsbBoard('403', '6001')?.title).toBe('FTDI');
  expect(findUsbBoard('ffff', '0001')).toBeUndefined();
  expect(findUsbBoard(undefined, undefined)).toBeUndefined();
});
