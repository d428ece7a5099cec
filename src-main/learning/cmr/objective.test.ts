import { describe, expect, test } from 'vitest';
import { RandomGenerator } from '../../simulator/random.ts';
import { randomEmbeddings, worstDifference } from './embeddings.testing.ts';
import { parseObjective, SharedObjective, type ObjectiveBatch } from './objective.ts';
import type { TripletLoss } from './shared-loss.ts';

const series = ['an', 'on', 'an', 'off'];
const images = ['on', 'an', 'off', 'if', 'an'];
const embeddings = randomEmbeddings(4, 5, { steps: 2, width: 3 });
const batch = (task: ObjectiveBatch['task'] = 'sequence', step = 0): ObjectiveBatch => ({
  step,
  task,
  series,
  images,
  random: new RandomGenerator(2),
});

describe.each(['pairwise', 'contrastive', 'triplet', 'info-nce'] as const)('%s', (loss) => {
  test('gradient of the whole', () => {
    const objective = new SharedObjective(
      parseObjective({ loss, margin: { kind: 'fixed', value: 0.8 }, temperature: 0.5 }),
    );
    const run = (values: typeof embeddings) => objective.loss(values, batch());
    const { gradients, loss: value } = run(embeddings);
    expect(value).toBeGreaterThan(0);
    expect(worstDifference(embeddings, gradients, (values) => run(values).loss)).toBeLessThan(1e-7);
  });
});

test('a dynamic margin is 0 before anything was seen, then follows what was', () => {
  const objective = new SharedObjective(
    parseObjective({ loss: 'triplet', margin: { kind: 'dynamic', beta: 0.5 } }),
  );
  const lossesAt = () => objective.loss(embeddings, batch()) as TripletLoss;
  const withoutMargin = lossesAt();
  objective.observe([{ classes: [], meanDistance: 100 }]);
  const withMargin = lossesAt();
  expect(withMargin.active).toBe(4);
  expect(withMargin.active).toBeGreaterThan(withoutMargin.active);
  // Mean over triplets of D(a, p) − D(a, n) + 0.5 · edits · 100; edits are 2, 2, 2, 3 or more.
  expect(withMargin.loss).toBeGreaterThan(90);
});

test('single labels: distances per pair of classes, from threads into one state and back', () => {
  const description = parseObjective({ loss: 'triplet' });
  const keeper = new SharedObjective(description);
  const seen = keeper.observation(embeddings, batch('single'));
  expect(seen.classes).toHaveLength(20);
  keeper.observe([seen, seen]);
  const state = JSON.parse(JSON.stringify(keeper.state)) as typeof keeper.state;
  // an–if, an–off, an–on, if–off, if–on, off–on
  expect(state.classes).toHaveLength(6);
  expect(state.meanDistance).toBeCloseTo(seen.meanDistance, 12);
  const other = new SharedObjective(description, state);
  expect(other.loss(embeddings, batch('single'))).toEqual(keeper.loss(embeddings, batch('single')));
  const fresh = new SharedObjective(description);
  fresh.state = state;
  expect(fresh.state).toEqual(keeper.state);
});

test('labels for every embedding', () => {
  const objective = new SharedObjective(parseObjective({ loss: 'pairwise' }));
  expect(() => objective.loss(embeddings, { ...batch(), series: ['an'] })).toThrow(RangeError);
});
