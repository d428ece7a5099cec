import { allChannels, channelCount, channelIndex } from '../../contract/sensors.ts';
import { useTensorflow } from '../../compute/tensorflow.ts';
import { assembleModel, type ModelPackage } from '../../recognizer/model/package.ts';
import { parseNetwork } from '../../recognizer/network/description.ts';
import { initialWeights } from '../../recognizer/network/initialize.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import type { LabeledWindow } from '../samples/sample.ts';
import { Learner } from './learner.ts';
import { standardSettings, type AdaptationSettings } from './settings.ts';

export const tinySettings: AdaptationSettings = {
  ...standardSettings,
  steps: 60,
  batchSize: 8,
  learningRate: 0.02,
  warmUpSteps: 4,
  replay: 0,
  augmentation: {},
};

const network = parseNetwork({
  inputs: 3,
  classes: 4,
  layers: [
    { kind: 'convolution', filters: 8, kernel: 5, stride: 4 },
    { kind: 'normalization', over: 'batch' },
    { kind: 'activation', function: 'relu' },
    { kind: 'bidirectional-lstm', units: 6 },
    { kind: 'linear', units: 4 },
  ],
});

/** A hand: along which axis each letter is written. */
export type TinyHand = Readonly<Record<'a' | 'b', 'ax' | 'ay' | 'az'>>;

export const usualHand: TinyHand = { a: 'ax', b: 'ay' };
export const oddHand: TinyHand = { a: 'ax', b: 'az' };

/** A letter is one swing of 12 readings along its axis. */
export function tinyTake(text: string, hand: TinyHand, seed: number): LabeledWindow {
  const random = new RandomGenerator(`take/${seed}`);
  const length = 24 + 20 * text.length;
  const values = new Float32Array(length * channelCount);
  for (let at = 0; at < values.length; at += 1) values[at] = random.normal(0, 0.1);
  Array.from(text).forEach((letter, index) => {
    const channel = channelIndex(hand[letter as 'a' | 'b']);
    for (let reading = 0; reading < 12; reading += 1) {
      const row = 16 + 20 * index + reading;
      values[row * channelCount + channel]! += 3 * Math.sin((2 * Math.PI * reading) / 12);
    }
  });
  return {
    text,
    spans: [],
    window: { rateHz: 100, mask: allChannels, length, values, startMs: 0 },
  };
}

export function tinyTakes(count: number, hand: TinyHand, seed = 1): LabeledWindow[] {
  const random = new RandomGenerator(`takes/${seed}`);
  return Array.from({ length: count }, (_, index) => {
    const letters = Array.from({ length: random.integer(2, 4) }, () => random.pick(['a', 'b']));
    return tinyTake(letters.join(''), hand, 1000 * seed + index);
  });
}

let learnt: Promise<ModelPackage> | undefined;

/** Reads the usual hand; made anew in a second, once for each file of tests. */
export function tinyModel(): Promise<ModelPackage> {
  learnt ??= teach();
  return learnt;
}

async function teach(): Promise<ModelPackage> {
  const tensorflow = await useTensorflow();
  const manifest = {
    name: 'tiny',
    title: 'Tiny',
    description: '',
    rateHz: 100,
    channels: ['ax', 'ay', 'az'] as ('ax' | 'ay' | 'az')[],
    alphabet: ['a', 'b', ' '],
    normalization: { kind: 'recording' as const },
    network,
  };
  const takes = tinyTakes(60, usualHand, 7);
  const steps = 300;
  const learner = new Learner(tensorflow, {
    recipe: manifest,
    weights: initialWeights(network, 1),
    settings: { ...tinySettings, steps, learningRate: 0.02 },
    seed: 1,
  });
  for (let step = 0; step < steps; step += 1) {
    await learner.learn(Array.from({ length: 8 }, (_, at) => takes[(8 * step + at) % 60]!));
  }
  const weights = await learner.means();
  learner.dispose();
  return assembleModel('tiny', { manifest, weights });
}
