import { channelCount, maskOf } from '../../../contract/sensors.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import type { Corpus } from './digits-corpus.ts';
import { parseRecipe, type Recipe } from './digits-recipe.ts';
import type { LabeledWindow } from '../../samples/sample.ts';

/** A recipe that trains in a moment. */
export function tinyRecipe(changes: Partial<Recipe> = {}): Recipe {
  const never = { probability: 0 };
  return parseRecipe(
    {
      name: 'tiny',
      title: 'Tiny',
      description: '',
      seed: 5,
      alphabet: 'digits',
      rateHz: 100,
      channels: ['ax', 'ay', 'az', 'gx', 'gy', 'gz'],
      normalization: { kind: 'fixed', offset: [0, 0, 0, 0, 0, 0], scale: [5, 5, 5, 1, 1, 1] },
      network: {
        inputs: 6,
        classes: 11,
        layers: [
          { kind: 'convolution', filters: 8, kernel: 5, stride: 4, activation: 'relu' },
          { kind: 'normalization', over: 'batch' },
          { kind: 'dropout', rate: 0.1 },
          { kind: 'bidirectional-lstm', units: 6 },
          { kind: 'linear', units: 11 },
        ],
      },
      recordings: {
        file: 'tiny.ndjson',
        origin: 'made up',
        test: 0.2,
        validation: 0.2,
        augmentation: {
          rotation: { probability: 0.5, degrees: 5 },
          crop: { ...never, start: 0, end: 0 },
        },
      },
      simulator: {
        share: 0,
        familiar: { seeds: [], share: 0 },
        spaceProbability: 0,
        augmentation: {},
      },
      sequences: {
        maximum: 3,
        singleProbability: 0.5,
        growUntilStep: 4,
        gapMs: [20, 100],
        restProbability: 0.5,
        restMs: [10, 50],
      },
      training: {
        steps: 6,
        batchSize: 4,
        learningRate: 0.01,
        warmUpSteps: 1,
        weightDecay: 0.01,
        clipNorm: 1,
        frameWeight: 1,
        frameWeightUntilStep: 4,
        validateEvery: 3,
        checkpointEvery: 3,
      },
      ...changes,
    },
    'the test',
  );
}

/** Ten recordings each of 1 and 2: a slow, wide oscillation and a fast, narrow one. */
export function tinyCorpus(): Corpus {
  const random = new RandomGenerator(1);
  const recordings = ['1', '2'].flatMap((text) =>
    Array.from({ length: 10 }, (): LabeledWindow => {
      const length = random.integer(30, 40);
      const values = new Float32Array(length * channelCount);
      for (let row = 0; row < length; row += 1) {
        const phase = row * (text === '1' ? 0.2 : 0.8) + random.uniform(0, 0.1);
        for (const channel of [0, 1, 2, 6, 7, 8]) {
          const width = text === '1' ? 6 : 2;
          values[row * channelCount + channel] = width * Math.sin(phase + channel);
        }
      }
      return {
        text,
        window: {
          rateHz: 100,
          mask: maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'gz']),
          length,
          values,
          startMs: 0,
        },
        spans: [{ character: text, start: 0, end: length }],
      };
    }),
  );
  return {
    training: recordings.filter((_, index) => index % 10 < 6),
    validation: recordings.filter((_, index) => index % 10 === 6 || index % 10 === 7),
    test: recordings.filter((_, index) => index % 10 > 7),
    origin: { file: 'tiny.ndjson', sha256: 'none', recordings: 20, passedOver: 0, problems: 0 },
  };
}
