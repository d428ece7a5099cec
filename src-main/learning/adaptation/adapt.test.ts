import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { AdaptationProgress } from '../../contract/adaptation.ts';
import { tensorMemory, useTensorflow } from '../../compute/tensorflow.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import type { ModelPackage } from '../../recognizer/model/package.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import { adapt } from './adapt.ts';
import { ratesOf } from './choose-step.ts';
import { readTakes } from './fold-learner.ts';
import {
  oddHand,
  tinyModel,
  tinySettings,
  tinyTakes,
  usualHand,
  type TinyHand,
} from './tiny-adaptation.testing.ts';

// A busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

let model: ModelPackage;
beforeAll(async () => {
  model = await tinyModel();
}, 60_000);

const quick = { threads: 0, settings: tinySettings, words: [], seconds: 600 };

async function cerOf(weights: NamedTensors, hand: TinyHand): Promise<number> {
  const tensorflow = await useTensorflow();
  const network = createTrainableNetwork(model.manifest.network, { seed: 0, weights });
  const takes = tinyTakes(40, hand, 99);
  const all = takes.map((_, index) => index);
  const readings = await readTakes(tensorflow, network, model.manifest, takes, all);
  network.dispose();
  const learnt = new Set('ab');
  return ratesOf(
    readings,
    takes.map(({ text }) => ({ text, learnt })),
  ).cer;
}

describe('a hand that the model does not know', () => {
  test('is read after it was learnt, takes that were never learnt too', async () => {
    const before = await cerOf(model.weights, oddHand);
    const { result, weights } = await adapt(model, tinyTakes(16, oddHand), quick);
    expect(result.better).toBe(true);
    expect(result.after.cer).toBeLessThan(0.5 * result.before.cer);
    expect(result.readings).toHaveLength(16);
    expect(before).toBeGreaterThan(0.2);
    expect(await cerOf(weights!, oddHand)).toBeLessThan(0.75 * before);
  });

  test('threads learn the same as this one', async () => {
    const takes = tinyTakes(8, oddHand);
    const settings = { ...tinySettings, steps: 8, checkEvery: 4, replay: 0.3, replaySamples: 6 };
    const alone = await adapt(model, takes, { ...quick, settings });
    const threads = await adapt(model, takes, { ...quick, settings, threads: 2 });
    expect(threads.result.curve).toEqual(alone.result.curve);
    expect(threads.weights).toEqual(alone.weights);
  });
});

test('a hand that is read without fault is not offered a version', async () => {
  const { result } = await adapt(model, tinyTakes(8, usualHand), quick);
  expect(result.before.cer).toBe(0);
  expect(result.better).toBe(false);
  expect(result.reason).toContain('no better');
});

test('labels that are wrong make no version', async () => {
  // Every text says the other letter half of the time: nothing can be learnt.
  const takes = tinyTakes(10, usualHand).map((take, index) => ({
    ...take,
    text: index % 2 === 0 ? take.text : take.text.replace(/./g, (one) => (one === 'a' ? 'b' : 'a')),
  }));
  const { result } = await adapt(model, takes, {
    ...quick,
    settings: { ...tinySettings, steps: 20 },
  });
  expect(result.better ? result.after.cer : 0).toBeLessThan(result.before.cer);
});

test('says how far it is, with the unadapted line beside the curve', async () => {
  const heard: AdaptationProgress[] = [];
  await adapt(model, tinyTakes(8, oddHand), {
    ...quick,
    settings: { ...tinySettings, steps: 12, checkEvery: 4 },
    onProgress: (progress) => heard.push(progress),
  });
  const learning = heard.filter(({ phase }) => phase === 'learning');
  const curves = learning.map(({ curve }) => curve.map(({ step }) => step).join(' '));
  expect([...new Set(curves)]).toEqual(['', '2', '2 6', '2 6 10', '2 6 10 12']);
  // Four versions, each of twelve steps: every one of them is told.
  const steps = learning.map((progress) => progress.steps!.done);
  expect([...new Set(steps)]).toEqual(Array.from({ length: 49 }, (_, done) => done));
  expect(learning.at(-1)!.steps).toEqual({ done: 48, planned: 48 });
  expect(learning.every(({ unadapted }) => unadapted !== undefined)).toBe(true);
  const fractions = heard.map(({ fraction }) => fraction);
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(learning.at(-1)!.secondsLeft).toBe(0);
});

test('ends when its time is over, with what it has', async () => {
  const { result } = await adapt(model, tinyTakes(8, oddHand), { ...quick, seconds: 0 });
  expect(result.curve.map(({ step }) => step)).toEqual([5]);
  expect(result.reason).toContain('cut short');
});

test('a good version is offered before the end, and learning can be ended with it', async () => {
  const enough = new AbortController();
  const heard: AdaptationProgress[] = [];
  const { result, weights } = await adapt(model, tinyTakes(16, oddHand), {
    ...quick,
    finish: enough.signal,
    onProgress: (progress) => {
      heard.push(progress);
      if (progress.offered) enough.abort();
    },
  });
  const offered = heard.find((progress) => progress.offered)!;
  expect(offered.offered!.cer).toBeLessThan(offered.unadapted!.cer);
  expect(result.better).toBe(true);
  expect(result.curve.at(-1)!.step).toBeLessThan(tinySettings.steps);
  expect(result.reason).toContain('ended by hand');
  expect(weights).toBeDefined();
});

test('is cancelled at once, and nothing stays behind', async () => {
  await adapt(model, tinyTakes(5, oddHand), { ...quick, seconds: 0 });
  const tensors = tensorMemory().tensors;
  const abort = new AbortController();
  const running = adapt(model, tinyTakes(8, oddHand), {
    ...quick,
    signal: abort.signal,
    onProgress: ({ curve }) => {
      if (curve.length === 1) abort.abort(new Error('enough'));
    },
  });
  await expect(running).rejects.toThrow('enough');
  expect(tensorMemory().tensors).toBe(tensors);
});

test('four takes are too few', async () => {
  await expect(adapt(model, tinyTakes(4, oddHand), quick)).rejects.toMatchObject({
    code: 'adapt-takes',
  });
});
