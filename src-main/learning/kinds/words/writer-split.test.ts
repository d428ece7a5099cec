import { describe, expect, test } from 'vitest';
import { splitWriters } from './writer-split.ts';

const writers = Array.from({ length: 30 }, (_, index) => ({
  name: `w${index}`,
  hand: index % 6 === 0 ? ('left' as const) : ('right' as const),
}));
const shares = { test: { left: 2, right: 5 }, validation: { left: 1, right: 3 } };

describe('splitWriters', () => {
  test('puts nobody into two parts and as many left-handers as asked for', () => {
    const { training, validation, test: kept } = splitWriters(writers, shares, 1);
    const all = [...training, ...validation, ...kept].map(({ name }) => name);
    expect(new Set(all).size).toBe(30);
    expect(kept).toHaveLength(7);
    expect(kept.filter(({ hand }) => hand === 'left')).toHaveLength(2);
    expect(validation).toHaveLength(4);
    expect(validation.filter(({ hand }) => hand === 'left')).toHaveLength(1);
  });

  test('depends on the seed alone', () => {
    expect(splitWriters(writers, shares, 1)).toEqual(splitWriters(writers, shares, 1));
    expect(splitWriters(writers, shares, 1)).not.toEqual(splitWriters(writers, shares, 2));
  });

  test('refuses to leave nobody for training', () => {
    expect(() => splitWriters(writers.slice(0, 6), shares, 1)).toThrow(/6 writers are too few/u);
  });
});
