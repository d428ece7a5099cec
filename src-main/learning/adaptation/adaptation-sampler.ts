import { RandomGenerator } from '../../simulator/random.ts';
import { augmentSignal } from '../samples/augment-signal.ts';
import { augmentWriting } from '../samples/augment-writing.ts';
import { joinWindows } from '../samples/join.ts';
import { batchesOfLikeLength } from '../samples/like-lengths.ts';
import type { LabeledWindow } from '../samples/sample.ts';
import { LetterCase } from './recombine.ts';
import type { AdaptationSettings } from './settings.ts';

/** Batches drawn together and sorted by length, so that little of a batch is padding. */
const batchesPerBucket = 4;

export interface AdaptationSources {
  readonly takes: readonly LabeledWindow[];
  /** What may be written with the writer's letters. */
  readonly words: Iterable<string>;
  /** Between the texts of joined takes; undefined where they must not be joined. */
  readonly separator: string | undefined;
  /** Simulated writing of others. */
  readonly replay: readonly LabeledWindow[];
}

/** The samples of a run: takes, takes joined, words made of their letters, and writing of others. */
export class AdaptationSampler {
  readonly #letters: LetterCase;
  readonly #random: RandomGenerator;
  #order: number[] = [];
  #batches: LabeledWindow[][] = [];

  constructor(
    private readonly sources: AdaptationSources,
    private readonly settings: AdaptationSettings,
    seed: string,
  ) {
    this.#letters = new LetterCase(sources.takes, sources.words);
    this.#random = new RandomGenerator(seed);
  }

  next(): LabeledWindow[] {
    if (this.#batches.length === 0) this.#batches = this.#draw();
    return this.#batches.pop()!;
  }

  #draw(): LabeledWindow[][] {
    const { batchSize } = this.settings;
    const samples = Array.from({ length: batchesPerBucket * batchSize }, () => this.#sample());
    return batchesOfLikeLength(samples, batchSize, this.#random);
  }

  #sample(): LabeledWindow {
    const random = this.#random;
    const { replay, joined, recombined, augmentation } = this.settings;
    const { replay: others, separator } = this.sources;
    if (others.length > 0 && random.chance(replay)) {
      return augmentSignal(
        augmentWriting(random.pick(others), augmentation, random),
        augmentation,
        random,
      );
    }
    const kind = random.uniform();
    const vary = (sample: LabeledWindow) => augmentWriting(sample, augmentation, random);
    let sample: LabeledWindow;
    if (kind < recombined && !this.#letters.isEmpty) {
      sample = vary(this.#letters.draw(random));
    } else if (separator !== undefined && kind < recombined + joined) {
      const parts = [vary(this.#take()), vary(this.#take())];
      const { window } = joinWindows(parts, random, { gapMs: [50, 400] });
      sample = { window, text: parts.map(({ text }) => text).join(separator), spans: [] };
    } else {
      sample = vary(this.#take());
    }
    return augmentSignal(sample, augmentation, random);
  }

  /** Every take comes once before any comes again. */
  #take(): LabeledWindow {
    const { takes } = this.sources;
    if (this.#order.length === 0) {
      this.#order = this.#random.shuffle(takes.map((_, index) => index));
    }
    return takes[this.#order.pop()!]!;
  }
}
