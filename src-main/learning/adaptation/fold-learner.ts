import { setImmediate } from 'node:timers/promises';
import type * as Tensorflow from '@tensorflow/tfjs-core';
import { textOf } from '../../contract/alphabet.ts';
import { decodingOf } from '../../recognizer/decoding-of.ts';
import { readFrames } from '../../recognizer/decoding/read-frames.ts';
import { readLanguageFile } from '../../recognizer/language/language-library.ts';
import type { ModelManifest } from '../../recognizer/model/manifest.ts';
import { greedyDecode } from '../../recognizer/ctc/greedy.ts';
import { ctcLoss } from '../../recognizer/ctc/loss.ts';
import {
  createTrainableNetwork,
  type TrainableNetwork,
} from '../../recognizer/network/trainable.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import { assemble, type BatchRecipe } from '../kinds/digits/digits-batches.ts';
import type { LabeledWindow } from '../samples/sample.ts';
import { batchLogits } from '../gradients/training-step.ts';
import { AdaptationSampler } from './adaptation-sampler.ts';
import type { Fold } from './folds.ts';
import type { GradientSource, LostRung } from '../gradients/gradient-source.ts';
import { Learner } from './learner.ts';
import type { AdaptationSettings } from './settings.ts';

/** What every fold has in common; plain data that a thread can be sent. */
export interface LearningTask {
  readonly recipe: BatchRecipe;
  readonly weights: NamedTensors;
  /** With the spans of their letters, where these are known. */
  readonly takes: readonly LabeledWindow[];
  readonly words: readonly string[];
  readonly separator: string | undefined;
  readonly replay: readonly LabeledWindow[];
  readonly settings: AdaptationSettings;
  readonly seed: number;
  /** How takes are read with dictionaries, beside the network alone. Default: they are not. */
  readonly spelling?: Spelling;
}

/** Plain data that a thread can be sent. */
export interface Spelling {
  /** Files. */
  readonly dictionaries: readonly string[];
  readonly manifest: Pick<ModelManifest, 'alphabet' | 'language'>;
}

/** The text of the outputs of a network, frames × classes. */
export type Spell = (logits: Float32Array, frames: number) => string;

/** @throws UserError `language-damaged` */
export async function openSpelling(spelling: Spelling | undefined): Promise<Spell | undefined> {
  if (!spelling || spelling.dictionaries.length === 0) return undefined;
  const languages = await Promise.all(spelling.dictionaries.map(readLanguageFile));
  const { manifest } = spelling;
  const { whole } = decodingOf(manifest, { languages });
  return (logits, frames) => readFrames(logits, frames, manifest.alphabet, whole)?.text ?? '';
}

/** A take as a version reads it. */
export interface TakeReading {
  /** Index of the take. */
  readonly take: number;
  readonly text: string;
  /** With dictionaries; absent without any. */
  readonly spelled?: string;
  /** CTC. */
  readonly loss: number;
}

export interface FoldCheck {
  /** Steps done. */
  readonly step: number;
  /** Mean since the last check. */
  readonly trainingLoss: number;
  readonly readings: readonly TakeReading[];
  /** Of what was read with. */
  readonly weights: NamedTensors;
  /** A rung that was lost meanwhile. */
  readonly lost?: LostRung;
}

/** One version: learns the takes of its fold and reads those that were kept back. */
export class FoldLearner {
  readonly #learner: Learner;
  readonly #sampler: AdaptationSampler;
  /** What the running mean of the weights is read with. */
  readonly #reader: TrainableNetwork;

  constructor(
    private readonly tensorflow: typeof Tensorflow,
    private readonly task: LearningTask,
    private readonly fold: Fold,
    index: number,
    private readonly options: { readonly source?: GradientSource; readonly spell?: Spell } = {},
  ) {
    const { source } = options;
    const { recipe, weights, takes, words, separator, replay, settings, seed } = task;
    this.#learner = new Learner(tensorflow, {
      ...{ recipe, weights, settings },
      seed: 100 * seed + index,
      ...(source && { source }),
    });
    const own = fold.training.map((take) => takes[take]!);
    this.#sampler = new AdaptationSampler(
      { takes: own, words, separator, replay },
      settings,
      `${seed}/fold/${index}`,
    );
    this.#reader = createTrainableNetwork(recipe.network, { seed: 0, weights });
  }

  /**
   * @param planned steps in all, as far as is known
   * @param onStep told after every step
   */
  async learn(steps: number, planned: number, onStep?: () => void): Promise<FoldCheck> {
    let sum = 0;
    for (let step = 0; step < steps; step += 1) {
      // Steps are one long computation: without this nothing else is heard in this thread.
      await setImmediate();
      sum += await this.#learner.learn(this.#sampler.next(), planned);
      onStep?.();
    }
    const weights = await this.#learner.means();
    this.#reader.load(weights);
    const { takes, recipe } = this.task;
    const { heldBack } = this.fold;
    const readings = await readTakes(this.tensorflow, this.#reader, recipe, takes, heldBack, {
      ...(this.options.spell && { spell: this.options.spell }),
    });
    const { step, lost } = this.#learner;
    return { step, trainingLoss: sum / steps, readings, weights, ...(lost && { lost }) };
  }

  dispose(): void {
    this.#learner.dispose();
    this.#reader.dispose();
  }
}

/** Read at once. */
const batchSize = 16;

/** The chosen takes by the best path, and spelled, in the order of `chosen`. */
export async function readTakes(
  tensorflow: typeof Tensorflow,
  network: TrainableNetwork,
  recipe: BatchRecipe,
  takes: readonly LabeledWindow[],
  chosen: readonly number[],
  {
    spell,
    onLogits,
  }: {
    readonly spell?: Spell;
    readonly onLogits?: (
      take: number,
      logits: Float32Array,
      frames: number,
      classes: number,
    ) => void;
  } = {},
): Promise<TakeReading[]> {
  const read = new Map<number, TakeReading>();
  const sorted = chosen.toSorted((a, b) => takes[a]!.window.length - takes[b]!.window.length);
  for (let start = 0; start < sorted.length; start += batchSize) {
    const part = sorted.slice(start, start + batchSize);
    const batch = assemble(
      recipe,
      part.map((take) => takes[take]!),
    );
    const { logits, frames, classes } = await batchLogits(tensorflow, network, batch);
    for (const [index, take] of part.entries()) {
      const length = batch.targets.frames[index]!;
      const from = index * frames * classes;
      const own = logits.slice(from, from + length * classes);
      onLogits?.(take, own, length, classes);
      const { labels } = greedyDecode(own, length, classes);
      const text = textOf(labels, recipe.alphabet as readonly string[]);
      const { loss } = ctcLoss(own, length, classes, batch.targets.labels[index]!);
      read.set(take, { take, text, loss, ...(spell && { spelled: spell(own, length) }) });
    }
  }
  return chosen.map((take) => read.get(take)!);
}
