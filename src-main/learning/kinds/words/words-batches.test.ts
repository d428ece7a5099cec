import { expect, test } from 'vitest';
import { allChannels, channelCount } from '../../../contract/sensors.ts';
import type { TeacherDescription } from '../../cmr/teacher.ts';
import type { RandomGenerator } from '../../../simulator/random.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import { tinyWordsRecipe } from './tiny-words.testing.ts';
import { WordsBatches } from './words-batches.ts';

/** Samples that bear their number instead of a motion. */
function numbered() {
  const used = new Map<number, number>();
  let writings = 0;
  const write = (_: number, random: RandomGenerator): LabeledWindow => {
    writings += 1;
    const length = random.integer(20, 60);
    const values = new Float32Array(length * channelCount);
    for (let index = 0; index < values.length; index += 1) values[index] = random.uniform(-1, 1);
    const window = { rateHz: 100, mask: allChannels, length, values, startMs: 0 };
    return { text: 'a', window, spans: [] };
  };
  const vary = (sample: LabeledWindow): LabeledWindow => {
    const key = sample.window.values[0]!;
    used.set(key, (used.get(key) ?? 0) + 1);
    return sample;
  };
  return { write, vary, used, writings: () => writings };
}

const recipe = tinyWordsRecipe();
const inputsOf = (batches: WordsBatches, steps: readonly number[]) =>
  steps.map((step) => batches.batch(step).inputs);
const steps = Array.from({ length: 48 }, (_, step) => step);

test('a batch depends on its number alone: preparing ahead or starting in the middle changes nothing', () => {
  const all = inputsOf(new WordsBatches(recipe, numbered(), 0), steps);
  const ahead = new WordsBatches(recipe, numbered(), 0);
  const prepared = steps.map((step) => {
    const { inputs } = ahead.batch(step);
    ahead.prepareAfter(step);
    return inputs;
  });
  expect(prepared).toEqual(all);
  const resumed = new WordsBatches(recipe, numbered(), 0);
  expect(inputsOf(resumed, steps.slice(21))).toEqual(all.slice(21));
});

test('workers see different samples', () => {
  const [first, second] = [0, 1].map((worker) =>
    inputsOf(new WordsBatches(recipe, numbered(), worker), [0]),
  );
  expect(first).not.toEqual(second);
});

test('in a step all workers learn batches of about the same length', () => {
  const lengths = [0, 1].map((worker) => {
    const batches = new WordsBatches(recipe, numbered(), worker);
    return steps.map((step) => batches.batch(step).readings);
  });
  const [first, second] = lengths as [number[], number[]];
  const apart = steps.map((step) => Math.abs(first[step]! - second[step]!));
  const spread = Math.max(...first) - Math.min(...first);
  expect(Math.max(...apart)).toBeLessThan(spread / 2);
});

test('every writing is used as often as the recipe says', () => {
  const source = numbered();
  inputsOf(new WordsBatches(recipe, source, 0), steps);
  // Three buckets of 16 batches of 2 samples; the first uses its own writings twice, the last's
  // writings wait for their second use.
  expect(source.writings()).toBe(48);
  expect([...source.used.values()].filter((count) => count === 3)).toHaveLength(16);
  expect([...source.used.values()].filter((count) => count === 2)).toHaveLength(16);
  expect([...source.used.values()].filter((count) => count === 1)).toHaveLength(16);
});

test('what is drawn ahead is not lost where few steps are taught', () => {
  const teacher = { fromStep: 0, every: 4 } as TeacherDescription;
  const draw = () => [
    { text: 'a', image: { width: 4, height: 1, values: new Uint8Array(4) }, spans: [] },
  ];
  const pictured = () => new WordsBatches(recipe, numbered(), 0, { teacher, draw } as never);
  const all = inputsOf(pictured(), steps);
  const ahead = pictured();
  const prepared = steps.map((step) => {
    const { inputs } = ahead.batch(step);
    ahead.prepareAfter(step);
    return inputs;
  });
  expect(prepared).toEqual(all);
});
