import fc from 'fast-check';
import { expect, test } from 'vitest';
import { characterErrors } from '../../recognizer/decoding/error-rate.ts';
import { confusionsOf } from './confusions.ts';

test.each([
  ['123', '123', []],
  ['123', '183', [['2', '8']]],
  ['123', '13', [['2', '']]],
  ['13', '123', [['', '2']]],
  ['', '7', [['', '7']]],
  [
    '60',
    '06',
    [
      ['6', '0'],
      ['0', '6'],
    ],
  ],
] as const)('%s read as %s', (written, read, expected) => {
  expect(confusionsOf(written, read)).toEqual(
    expected.map(([from, to]) => ({ written: from, read: to })),
  );
});

test('there are as many edits as the edit distance says', () => {
  const text = fc.string({ unit: fc.constantFrom('0', '1', '2', 'ä'), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (written, read) => {
      expect(confusionsOf(written, read)).toHaveLength(characterErrors(written, read).errors);
    }),
  );
});
