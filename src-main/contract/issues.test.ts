import * as v from 'valibot';
import { expect, test } from 'vitest';
import { describeIssues } from './issues.ts';

function issuesOf(schema: v.GenericSchema, input: unknown): string {
  const result = v.safeParse(schema, input);
  return result.issues ? describeIssues(result.issues) : '';
}

test.each([
  [v.object({ a: v.number() }), { a: 'q' }, '“a” must be a number, not "q"'],
  [v.object({ a: v.number() }), {}, '“a” is missing'],
  [
    v.object({ a: v.object({ b: v.array(v.string()) }) }),
    { a: { b: [1] } },
    '“a.b.0” must be text, not 1',
  ],
  [v.union([v.string(), v.number()]), [], 'must be text or a number, not a list'],
  [v.picklist(['left', 'right']), 'up', 'must be "left" or "right", not "up"'],
  [v.pipe(v.number(), v.minValue(3)), 1, 'must be at least 3, not 1'],
  [v.pipe(v.number(), v.notValue(0)), 0, 'must not be 0'],
  [v.pipe(v.string(), v.nonEmpty()), '', 'must not be empty'],
  [v.pipe(v.string(), v.regex(/^[a-z]$/)), 'A', 'must match /^[a-z]$/, which "A" does not'],
  [v.pipe(v.array(v.any()), v.minLength(2)), [1], 'must have a length of at least 2, not 1'],
  [v.strictObject({}), { b: 1 }, '“b” is not known'],
  [v.pipe(v.number(), v.integer()), 1.5, 'cannot be 1.5'],
  [
    v.object({
      a: v.pipe(
        v.number(),
        v.check(() => false, 'too odd'),
      ),
    }),
    { a: 1 },
    'a: too odd',
  ],
  [v.string(), undefined, 'is missing'],
] as const)('%# is told in words', (schema, input, words) => {
  expect(issuesOf(schema, input)).toBe(words);
});

test('what is long is shortened, what is many is counted', () => {
  expect(issuesOf(v.number(), 'x'.repeat(1000)).length).toBeLessThan(80);
  const many = issuesOf(
    v.array(v.number()),
    Array.from({ length: 9 }, () => 'a'),
  );
  expect(many.split('; ')).toHaveLength(6);
  expect(many).toMatch(/; and 4 more$/);
});
