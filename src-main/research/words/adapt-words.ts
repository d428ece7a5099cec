import { useTensorflow } from '../../compute/tensorflow.ts';
import { fineTune } from '../adaptation/methods.ts';
import { judge } from '../adaptation/judge.ts';
import { unpacked } from '../adaptation/packed-weights.ts';
import { peopleOf, writeAll } from '../adaptation/people.ts';
import type { WordsMaterial } from './material.ts';
import { longest, recipeFor, type WordsArm, type WordsSettings } from './settings.ts';

/** How the networks of the experiment learn single writers. */
export interface AdaptationPart {
  /** Words learnt, ascending; 0 is the network as it was trained. */
  readonly sizes: readonly number[];
  /** Words tested of each writer. */
  readonly testWords: number;
}

/** CER of one network after so many words, fractions: means over writers. */
export interface AdaptedRates {
  readonly size: number;
  readonly all: number;
  readonly left: number;
}

export interface AdaptWords {
  readonly arm: WordsArm;
  readonly settings: WordsSettings;
  readonly seed: number;
  readonly material: WordsMaterial;
  /** `WordsOutcome.weights`. */
  readonly weights: string;
  readonly part: AdaptationPart;
  readonly signal?: AbortSignal;
}

/**
 * Writers whom the network has never seen teach it words of a calibration session: plain
 * fine-tuning of all layers, always used, and without images, which nobody has at hand then. All
 * arms of a seed have the same writers, words and order.
 */
export async function adaptWords(options: AdaptWords): Promise<AdaptedRates[]> {
  const { arm, settings, seed, material, weights, part, signal } = options;
  const tensorflow = await useTensorflow();
  const manifest = recipeFor(material.base, { name: arm.name }, settings, seed);
  const base = unpacked(manifest.network, weights);
  const rates = part.sizes.map((size) => ({ size, all: [] as number[], left: [] as number[] }));
  for (const writer of peopleOf(material.corpus.writers)) {
    const person = writeAll(writer, {
      ...{ calibration: Math.max(...part.sizes), test: part.testWords },
      ...{ rateHz: manifest.rateHz, seed, longest },
    });
    for (const { size, all, left } of rates) {
      signal?.throwIfAborted();
      const takes = person.calibration.slice(0, size);
      const learnt =
        size === 0
          ? base
          : (await fineTune('all', tensorflow, { manifest, weights: base }, takes, { seed }))
              .weights;
      const { cer } = await judge(tensorflow, manifest, learnt, person.test);
      all.push(cer);
      if (person.hand === 'left') left.push(cer);
    }
  }
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return rates.map(({ size, all, left }) => ({ size, all: mean(all), left: mean(left) }));
}
