import { labelsOf } from '../../../contract/alphabet.ts';
import { downSamplingOf, outputLength } from '../../../recognizer/network/description.ts';
import { normalizeWindow } from '../../../recognizer/input/normalization.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import { frameClassesOf } from '../../samples/frame-classes.ts';
import { unknownClass, type SequenceTargets } from '../../gradients/loss.ts';
import { alphabetOf, type Recipe } from './digits-recipe.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import type { Sampler } from './digits-sampler.ts';

/** Samples of about one length, padded with zeros. */
export interface Batch {
  readonly size: number;
  /** Readings of the longest sample. */
  readonly readings: number;
  /** Frames of the longest sample. */
  readonly frames: number;
  /** size × readings × channels, normalised. */
  readonly inputs: Float32Array;
  /** Readings of each sample. */
  readonly lengths: Int32Array;
  readonly targets: SequenceTargets;
  readonly samples: readonly LabeledWindow[];
}

/** Batches drawn together and sorted by length, so that little of a batch is padding. */
const batchesPerBucket = 8;

/**
 * The batches of a run. Batch k depends on the recipe and k alone, so a run that is resumed in the
 * middle goes on with what it would have seen.
 */
export class BatchSource {
  readonly #recipe: Recipe;
  readonly #sampler: Sampler;
  #bucket = -1;
  #batches: readonly (readonly LabeledWindow[])[] = [];

  constructor(recipe: Recipe, sampler: Sampler) {
    this.#recipe = recipe;
    this.#sampler = sampler;
  }

  batch(step: number): Batch {
    const bucket = Math.floor(step / batchesPerBucket);
    if (bucket !== this.#bucket) {
      this.#batches = this.#draw(bucket);
      this.#bucket = bucket;
    }
    return assemble(this.#recipe, this.#batches[step % batchesPerBucket]!);
  }

  #draw(bucket: number): LabeledWindow[][] {
    const { batchSize } = this.#recipe.training;
    const random = new RandomGenerator(`${this.#recipe.seed}/bucket/${bucket}`);
    const samples = Array.from({ length: batchesPerBucket * batchSize }, () =>
      this.#sampler.draw(bucket * batchesPerBucket, random),
    ).sort((a, b) => a.window.length - b.window.length);
    const batches = Array.from({ length: batchesPerBucket }, (_, index) =>
      samples.slice(index * batchSize, (index + 1) * batchSize),
    );
    return random.shuffle(batches);
  }
}

/** What of a recipe decides how samples become a batch. */
export interface BatchRecipe extends Pick<Recipe, 'channels' | 'normalization' | 'network'> {
  readonly alphabet: Parameters<typeof alphabetOf>[0]['alphabet'];
}

/** Pads and normalises; every sample must have at least one reading. */
export function assemble(recipe: BatchRecipe, samples: readonly LabeledWindow[]): Batch {
  const { channels, normalization, network } = recipe;
  const alphabet = alphabetOf(recipe);
  const downSampling = downSamplingOf(network);
  const size = samples.length;
  const lengths = Int32Array.from(samples, ({ window }) => window.length);
  // Whole frames: fewer shapes, and no layer has to round up.
  const frames = outputLength(network, Math.max(...lengths));
  const readings = frames * downSampling;
  const inputs = new Float32Array(size * readings * channels.length);
  const frameClasses = new Int32Array(size * frames).fill(unknownClass);
  samples.forEach((sample, index) => {
    inputs.set(
      normalizeWindow(sample.window, channels, normalization),
      index * readings * channels.length,
    );
    const own = outputLength(network, sample.window.length);
    frameClasses.set(frameClassesOf(sample, alphabet, own, downSampling), index * frames);
  });
  return {
    size,
    readings,
    frames,
    inputs,
    lengths,
    samples,
    targets: {
      labels: samples.map(({ text }) => labelsOf(text, alphabet)),
      frames: Int32Array.from(lengths, (length) => outputLength(network, length)),
      frameClasses,
    },
  };
}
