import { expect, test } from 'vitest';
import type { PenDescription } from '$contract/pen-description.ts';
import { columnChoices, unitChoices, withMeaning, withScale, withUnit } from './column-choices.ts';

const description: PenDescription = {
  title: 'My pen',
  framing: 'text',
  columns: [
    { to: 'ax', unit: 'mg', key: 'a' },
    { to: 'ay', unit: 'mg', key: 'b' },
    { to: 'az', unit: 'mg', scale: -1, key: 'c' },
    { to: 'skip', key: 'd' },
    { to: 'force', unit: 'N', key: 'e' },
  ],
};
const meanings = ({ columns }: PenDescription) => columns.map(({ to }) => to);

test('a meaning stands once: whoever had it gets what this column was', () => {
  const changed = withMeaning(description, 0, 'force');
  expect(meanings(changed)).toEqual(['force', 'ay', 'az', 'skip', 'ax']);
  expect(changed.columns[0]).toEqual({ to: 'force', key: 'a', unit: 'N' });
  expect(changed.columns[4]).toEqual({ to: 'ax', key: 'e', unit: 'mg' });
  expect(meanings(withMeaning(description, 0, 'skip'))).toEqual([
    ...['skip', 'ay', 'az', 'skip', 'force'],
  ]);
});

test('a new axis has the unit of its sensor, a new sensor the first that there is', () => {
  const two = withMeaning(withMeaning(description, 2, 'skip'), 3, 'az');
  expect(two.columns[3]).toEqual({ to: 'az', key: 'd', unit: 'mg' });
  expect(withMeaning(description, 3, 'gx').columns[3]).toEqual({
    to: 'gx',
    key: 'd',
    unit: 'rad/s',
  });
});

test('a unit is that of the whole sensor, a scale that of one column', () => {
  expect(withUnit(description, 1, 'g').columns.map(({ unit }) => unit)).toEqual([
    ...['g', 'g', 'g', undefined, 'N'],
  ]);
  expect(withScale(description, 1, -2).columns.map(({ scale }) => scale)).toEqual([
    ...[undefined, -2, -1, undefined, undefined],
  ]);
});

test('every meaning can be chosen once, and has units where it is measured', () => {
  const all = columnChoices.map(({ to }) => to);
  expect(new Set(all).size).toBe(all.length);
  expect(all).toHaveLength(16);
  expect(all.filter((to) => unitChoices(to).length === 0)).toEqual(['skip', 'counter']);
});
