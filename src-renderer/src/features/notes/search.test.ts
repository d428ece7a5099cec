import { expect, test } from 'vitest';
import { matchesAll } from './search.ts';

test('every word must be there, in any order, without regard to case and accents', () => {
  expect(matchesAll('Ein Überblick über Tinte', 'tinte uber')).toBe(true);
  expect(matchesAll('Ein Überblick', 'tinte')).toBe(false);
  expect(matchesAll('anything', '')).toBe(true);
});
