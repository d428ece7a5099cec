import { RandomGenerator } from '../../simulator/random.ts';
import { augmentSignal } from '../../learning/samples/augment-signal.ts';
import { augmentWriting } from '../../learning/samples/augment-writing.ts';
import { joinWindows } from '../../learning/samples/join.ts';
import { batchesOfLikeLength } from '../../learning/samples/like-lengths.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import type { RunSettings } from './settings.ts';

/** Batches drawn together and sorted by length, so that little of a batch is padding. */
const batchesPerBucket = 8;

const pauses = { gapMs: [20, 400], restMs: [10, 400], restProbability: 0.5 } as const;

type SampleSettings = Pick<
  RunSettings,
  'batchSize' | 'singleProbability' | 'longest' | 'augmentation'
>;

/** Training samples: single recordings and sequences of them, augmented; all labels alike often. */
export class TrainingSamples {
  readonly #byText: readonly (readonly LabeledWindow[])[];
  readonly #random: RandomGenerator;
  #ready: LabeledWindow[][] = [];

  constructor(
    recordings: readonly LabeledWindow[],
    private readonly settings: SampleSettings,
    seed: string,
  ) {
    const texts = [...new Set(recordings.map(({ text }) => text))].sort();
    this.#byText = texts.map((text) => recordings.filter((one) => one.text === text));
    this.#random = new RandomGenerator(`${seed}/samples`);
  }

  next(): LabeledWindow[] {
    if (this.#ready.length === 0) this.#ready = this.#draw();
    return this.#ready.pop()!;
  }

  #draw(): LabeledWindow[][] {
    const { batchSize } = this.settings;
    const samples = Array.from({ length: batchesPerBucket * batchSize }, () => this.#sample());
    return batchesOfLikeLength(samples, batchSize, this.#random);
  }

  #sample(): LabeledWindow {
    const { singleProbability, longest, augmentation } = this.settings;
    const random = this.#random;
    const count = longest < 2 || random.chance(singleProbability) ? 1 : random.integer(2, longest);
    const parts = Array.from({ length: count }, () =>
      augmentWriting(random.pick(random.pick(this.#byText)), augmentation, random),
    );
    return augmentSignal(joinWindows(parts, random, pauses), augmentation, random);
  }
}

/**
 * Sequences of recordings of one part, joined as in training but not augmented.
 * @param longest characters; the shortest have 3 (or `longest`)
 */
export function joinedSequences(
  recordings: readonly LabeledWindow[],
  count: number,
  longest: number,
  seed: string,
): LabeledWindow[] {
  const random = new RandomGenerator(`${seed}/sequences`);
  return Array.from({ length: count }, () =>
    joinWindows(
      Array.from({ length: random.integer(Math.min(3, longest), longest) }, () =>
        random.pick(recordings),
      ),
      random,
      pauses,
    ),
  );
}
