import { join } from 'node:path';
import { expect, test } from 'vitest';
import { duplicatesOf, functionsOf, sizesOf, sourcesOf } from './figures.ts';

const copied = `  const sum = values.reduce((a, b) => a + b, 0);
  const mean = sum / values.length;
  const squares = values.map((value) => (value - mean) ** 2);
  const variance = squares.reduce((a, b) => a + b, 0) / values.length;
  return { sum, mean, variance, deviation: Math.sqrt(variance), count: values.length };
`;
const sources = [
  { path: 'src-main/pen/one.ts', text: `export function one(values: number[]) {\n${copied}}\n` },
  {
    path: 'src-main/pen/two.ts',
    text: `// Two.\nexport function two(values: number[]) {\n${copied}}\n`,
  },
  { path: 'src-main/pen/one.test.ts', text: `function one(values: number[]) {\n${copied}}\n` },
  { path: 'scripts/three.ts', text: 'export const three = () => 3;\n' },
];

test('files and lines by folder, tests apart, and the sum', () => {
  expect(sizesOf(sources)).toEqual([
    { folder: 'scripts', files: 1, lines: 1, testFiles: 0, testLines: 0 },
    { folder: 'src-main/pen', files: 2, lines: 15, testFiles: 1, testLines: 7 },
    { folder: 'all', files: 3, lines: 16, testFiles: 1, testLines: 7 },
  ]);
});

test('functions by length, with their place; those of tests do not count', () => {
  const [first, second] = functionsOf(sources);
  expect(first).toEqual({ place: 'src-main/pen/one.ts:1 one', lines: 7 });
  expect(second).toEqual({ place: 'src-main/pen/two.ts:2 two', lines: 7 });
  expect(functionsOf(sources).at(-1)!.lines).toBe(1);
});

test('what was copied is found once, without comments and tests; what differs is not', () => {
  const [found, ...others] = duplicatesOf(sources);
  expect(others).toEqual([]);
  expect(found!.places).toEqual(['src-main/pen/one.ts:1', 'src-main/pen/two.ts:2']);
  const other = { path: 'src-main/pen/two.ts', text: sources[1]!.text.replace('sum /', 'sum *') };
  expect(duplicatesOf([sources[0]!, other])).toEqual([]);
});

test('the house itself is looked through', () => {
  const all = sizesOf(sourcesOf(join(import.meta.dirname, '..'))).at(-1)!;
  expect(all.folder).toBe('all');
  expect(all.files).toBeGreaterThan(700);
});
