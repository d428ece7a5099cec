import type * as Tensorflow from '@tensorflow/tfjs-core';
import type { ModelPackage } from '../../recognizer/model/package.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import { adapt } from '../../learning/adaptation/adapt.ts';
import { AdaptationSampler } from '../../learning/adaptation/adaptation-sampler.ts';
import { Learner } from '../../learning/adaptation/learner.ts';
import type { BatchRecipe } from '../../learning/kinds/digits/digits-batches.ts';
import { settingsFor, type AdaptationSettings } from '../../learning/adaptation/settings.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';

/**
 * - `ours`: what `adapt` does, and the model as it came where that is not better
 * - `head`, `affine`, `all`: plain fine-tuning of so much, always used
 */
export const methods = ['ours', 'all', 'head', 'affine'] as const;
export type Method = (typeof methods)[number];

export const titles: Readonly<Record<Method | 'nothing', string>> = {
  nothing: 'nothing',
  ours: 'as `adapt` does it',
  all: 'all layers',
  head: 'normalisation and head',
  affine: 'affine map of the input',
};

export interface Learnt {
  /** To be read with; the model's own where nothing better came out. */
  readonly weights: NamedTensors;
  readonly kept: boolean;
  readonly seconds: number;
  /** Error rates on what was kept back, for `ours`. */
  readonly estimate?: Estimate;
  /** The best version of `ours` where it was not offered. */
  readonly refused?: NamedTensors;
  readonly method: string;
}

/** CER, WER and CTC loss by what was kept back. */
export interface Estimate {
  readonly before: number;
  readonly after: number;
  readonly wer?: { readonly before: number; readonly after: number };
  readonly loss?: { readonly before: number; readonly after: number };
}

export interface LearnOptions {
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Default 2. */
  readonly threads?: number;
  readonly settings?: Partial<AdaptationSettings>;
}

/** Nothing shortens learning: figures must not depend on what else the machine does. */
const noLimit = 1e6;

export function learnBy(
  method: Method,
  tensorflow: typeof Tensorflow,
  model: Pick<ModelPackage, 'manifest' | 'weights'>,
  takes: readonly LabeledWindow[],
  options: LearnOptions,
): Promise<Learnt> {
  return method === 'ours'
    ? learnOurs(model, takes, options)
    : fineTune(method, tensorflow, model, takes, options);
}

async function learnOurs(
  model: Pick<ModelPackage, 'manifest' | 'weights'>,
  takes: readonly LabeledWindow[],
  options: LearnOptions,
): Promise<Learnt> {
  const { result, weights } = await adapt(model, takes, { ...options, seconds: noLimit });
  const { before, after, better, seconds, method } = result;
  return {
    weights: better ? weights! : model.weights,
    kept: better,
    ...{ seconds, method },
    estimate: {
      ...{ before: before.cer, after: after.cer },
      wer: { before: before.wer, after: after.wer },
      loss: { before: before.loss, after: after.loss },
    },
    ...(!better && weights && { refused: weights }),
  };
}

/**
 * The takes as they are, augmented; no letters put together anew, no mean of weights, nothing kept
 * back. The same number of steps and the same samples a step as ours.
 */
export async function fineTune(
  layers: Exclude<Method, 'ours'>,
  tensorflow: typeof Tensorflow,
  { manifest, weights }: { readonly manifest: BatchRecipe; readonly weights: NamedTensors },
  takes: readonly LabeledWindow[],
  { seed, signal, settings: changes }: LearnOptions,
): Promise<Learnt> {
  const begun = performance.now();
  const plain = { recombined: 0, joined: 0, replay: 0, averaging: 0, learningRate: 0.001 };
  const settings = { ...settingsFor(takes.length), ...changes, ...plain, layers };
  const { steps } = settings;
  const sampler = new AdaptationSampler(
    { takes, words: [], separator: undefined, replay: [] },
    settings,
    `${seed}/plain`,
  );
  const learner = new Learner(tensorflow, { recipe: manifest, weights, settings, seed });
  try {
    for (let step = 0; step < steps; step += 1) {
      signal?.throwIfAborted();
      await learner.learn(sampler.next());
    }
    return {
      weights: await learner.means(),
      kept: true,
      seconds: (performance.now() - begun) / 1000,
      method: `${titles[layers]}, ${steps} steps`,
    };
  } finally {
    learner.dispose();
  }
}
