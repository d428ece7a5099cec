import { expect, test } from 'vitest';
import { bar, besideOneAnother, tableLines } from './table.ts';

test('columns are as wide as their widest cell, numbers stand on the right', () => {
  expect(
    tableLines(
      [{ title: 'writer' }, { title: 'CER', align: 'right' }, { title: '' }],
      [
        ['ä', '1.00 %', ''],
        ['someone', '12.00 %', '← worst'],
      ],
    ),
  ).toEqual([
    'writer       CER',
    '───────  ───────',
    'ä         1.00 %',
    'someone  12.00 %  ← worst',
  ]);
});

test('blocks of unequal height stand side by side', () => {
  expect(besideOneAnother([['a', 'bcd'], ['x'], ['y', 'z']], 1)).toEqual(['a   x y', 'bcd   z']);
});

test('a bar is as long as its share', () => {
  expect([bar(0, 4), bar(0.5, 4), bar(1, 4), bar(1 / 32, 4), bar(7, 2)]).toEqual([
    '',
    '██',
    '████',
    '▏',
    '██',
  ]);
});
