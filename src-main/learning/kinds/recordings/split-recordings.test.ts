import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitRecordings } from './split-recordings.ts';

const shares = { test: 0.2, validation: 0.1 };
const recording = (key: number, writer?: string, givenPart?: 'training' | 'held-out') => ({
  text: `word ${key}`,
  key: `a#${key}`,
  ...(writer !== undefined && { writer }),
  ...(givenPart && { givenPart }),
});

test('whoever writes, every recording is in one part and no writer in two', () => {
  const one = fc.record({
    key: fc.nat(),
    writer: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(one, { minLength: 3, maxLength: 60 }), fc.nat(), (drawn, seed) => {
      const recordings = drawn.map(({ key, writer }) => recording(key, writer));
      const { training, validation, test: kept, by } = splitRecordings(recordings, shares, seed);
      const all = [...training, ...validation, ...kept].sort((a, b) => a - b);
      expect(all).toEqual(recordings.map((_, index) => index));
      expect(training.length).toBeGreaterThan(0);
      const named = new Set(drawn.flatMap(({ writer }) => writer ?? []));
      expect(by).toBe(named.size >= 3 ? 'writers' : 'recordings');
      if (by === 'recordings') return;
      const writersIn = (part: readonly number[]) =>
        new Set(part.map((index) => drawn[index]!.writer));
      const [trained, checked, tested] = [training, validation, kept].map(writersIn);
      expect(checked!.size).toBeGreaterThan(0);
      for (const writer of tested!)
        expect(trained!.has(writer) || checked!.has(writer)).toBe(false);
      for (const writer of checked!) expect(trained!.has(writer)).toBe(false);
    }),
  );
});

test('the same seed gives the same parts, another seed others', () => {
  const recordings = Array.from({ length: 40 }, (_, index) => recording(index, `w${index % 20}`));
  const once = splitRecordings(recordings, shares, 1);
  expect(splitRecordings(recordings, shares, 1)).toEqual(once);
  expect(splitRecordings(recordings, shares, 2).test).not.toEqual(once.test);
  expect([once.test.length, once.validation.length]).toEqual([8, 4]);
});

test('most writers stay where they were when another one comes', () => {
  const writers = Array.from({ length: 30 }, (_, index) => recording(index, `w${index}`));
  const before = splitRecordings(writers, shares, 1);
  const after = splitRecordings([...writers, recording(99, 'new')], shares, 1);
  const moved = before.training.filter((index) => !after.training.includes(index));
  expect(moved.length).toBeLessThanOrEqual(1);
});

test('what the data set keeps from training is the test part', () => {
  const recordings = [
    ...Array.from({ length: 9 }, (_, index) => recording(index, `w${index % 3}`, 'training')),
    recording(9, 'x', 'held-out'),
    recording(10, 'y', 'held-out'),
  ];
  const split = splitRecordings(recordings, shares, 1);
  expect(split).toMatchObject({ test: [9, 10], given: true, by: 'writers' });
  expect(split.validation.length).toBe(3);
  const known = [...recordings, recording(11, 'w0', 'held-out')];
  expect(splitRecordings(known, shares, 1)).toMatchObject({ given: true, by: 'recordings' });
});

test('of one writer every label that comes often is in every part', () => {
  const recordings = Array.from({ length: 60 }, (_, index) => ({
    ...recording(index, 'me'),
    text: String(index % 3),
  }));
  const split = splitRecordings(recordings, shares, 1);
  expect(split.by).toBe('recordings');
  for (const part of [split.training, split.validation, split.test]) {
    expect(new Set(part.map((index) => recordings[index]!.text)).size).toBe(3);
  }
});
