import { expect, test } from 'vitest';
import { formatBytes, formatDay, formatDuration } from './format.ts';

test.each([
  [0, '0:00'],
  [83.9, '1:23'],
  [3600 + 125, '1:02:05'],
])('%d s is %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1_234_567, '1.2 MB'],
  [999_960_000, '1.0 GB'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test('days near by have names', () => {
  const noon = new Date(2026, 10, 30, 12).getTime();
  const day = 24 * 3600_000;
  const names = [0, 1, 2].map((days) => formatDay(noon - days * day, noon));
  expect(names.slice(0, 2)).toEqual(['Today', 'Yesterday']);
  // With or without a comma, as the system's own data have it.
  expect(names[2]).toMatch(/^Saturday,? 28 November 2026$/);
});
