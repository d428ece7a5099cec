import { expect, test } from 'vitest';
import { imageAddress, isNumeric, piecesOf, shownCell } from './cells.ts';

test('cells with two decimals, a true minus, a dash for what is not known', () => {
  expect([0.123456, 0.0123456, 87.456, 1234.5, -2.5, NaN, 'a'].map(shownCell)).toEqual([
    '0.12',
    '0.0123',
    '87.46',
    '1235',
    '−2.5',
    '–',
    'a',
  ]);
});

test('columns of numbers, commands in paragraphs, drawings as addresses', () => {
  const table = {
    name: 't',
    title: '',
    columns: ['a', 'b'],
    rows: [
      ['x', ''],
      ['y', 1],
    ],
  };
  expect([0, 1].map((column) => isNumeric(table, column))).toEqual([false, true]);
  expect(piecesOf('Printed by `npm run x`.')).toEqual([
    { text: 'Printed by ', code: false },
    { text: 'npm run x', code: true },
    { text: '.', code: false },
  ]);
  expect(imageAddress('<svg a="#1"/>')).toBe(
    'data:image/svg+xml;charset=utf-8,%3Csvg%20a%3D%22%231%22%2F%3E',
  );
});
