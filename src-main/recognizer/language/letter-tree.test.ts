import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildLetterTree, LetterTree } from './letter-tree.ts';

test('every sequence is found with its value, and nothing else', () => {
  const sequences = fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(sequences, fc.array(fc.integer({ min: 0, max: 4 })), (list, other) => {
      const expected = new Map(list.map((codes, index) => [codes.join(), index]));
      const { tree, values } = buildLetterTree(list.map((codes, index) => [codes, index] as const));
      for (const codes of [...list, other]) {
        let node = 0;
        let there = true;
        for (const code of codes) {
          node = tree.find(node, code);
          there &&= node !== 0;
        }
        const value = there ? values[node] : undefined;
        expect(value).toBe(expected.get(codes.join()));
      }
    }),
  );
});

test('child counts give the tree again, and must add up', () => {
  const { tree } = buildLetterTree([
    [[1, 2], 'a'],
    [[1, 3], 'b'],
    [[2], 'c'],
  ]);
  expect([...tree.childCounts]).toEqual([2, 2, 0, 0, 0]);
  expect(new LetterTree(tree.codes, tree.childCounts)).toEqual(tree);
  expect(() => new LetterTree(tree.codes, Uint8Array.of(2, 2, 0, 0, 1))).toThrow(RangeError);
});
