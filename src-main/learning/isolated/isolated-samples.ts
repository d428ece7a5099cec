import type { ChannelName } from '../../contract/sensors.ts';
import { normalizeWindow, type Normalization } from '../../recognizer/normalization.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import type { AugmentationRecipe } from '../augmentation-recipe.ts';
import { augmentSignal } from '../augment-signal.ts';
import { augmentWriting } from '../augment-writing.ts';
import type { LabeledWindow } from '../sample.ts';
import { blend } from './blend.ts';
import { alignSeries, type Alignment, type Series } from './time-warping.ts';

/** Draws one of endless samples. */
export type DrawSample = (random: RandomGenerator) => LabeledWindow;

/** Batches drawn together and sorted by length, so that little of a batch is padding. */
const batchesPerBucket = 8;

/** Batch k depends on what draws, the seed and k alone. */
export class SampleBatches {
  #bucket = -1;
  #batches: readonly (readonly LabeledWindow[])[] = [];

  constructor(
    private readonly draw: DrawSample,
    private readonly options: { readonly batchSize: number; readonly seed: number },
  ) {}

  batch(step: number): readonly LabeledWindow[] {
    const bucket = Math.floor(step / batchesPerBucket);
    if (bucket !== this.#bucket) {
      this.#batches = this.#drawBucket(bucket);
      this.#bucket = bucket;
    }
    return this.#batches[step % batchesPerBucket]!;
  }

  #drawBucket(bucket: number): LabeledWindow[][] {
    const { batchSize, seed } = this.options;
    const random = new RandomGenerator(`${seed}/bucket/${bucket}`);
    const samples = Array.from({ length: batchesPerBucket * batchSize }, () => this.draw(random));
    samples.sort((a, b) => a.window.length - b.window.length);
    const batches = Array.from({ length: batchesPerBucket }, (_, index) =>
      samples.slice(index * batchSize, (index + 1) * batchSize),
    );
    return random.shuffle(batches);
  }
}

export interface RecordedSamplesOptions {
  readonly recipe: {
    /** Share of the samples that lie between two recordings of one character. */
    readonly blended: number;
    readonly augmentation: AugmentationRecipe;
  };
  /** What the network reads, for the alignment of two recordings. */
  readonly reading: {
    readonly channels: readonly ChannelName[];
    readonly normalization: Normalization;
  };
}

/** Samples of few recordings, all characters alike often, however many recordings they have. */
export function recordedSamples(
  recordings: readonly LabeledWindow[],
  { recipe: { blended, augmentation }, reading }: RecordedSamplesOptions,
): DrawSample {
  const texts = [...new Set(recordings.map(({ text }) => text))].sort();
  const byText = texts.map((text) => recordings.filter((one) => one.text === text));
  const alignments = new Map<LabeledWindow, Map<LabeledWindow, Alignment>>();
  const alignmentOf = (one: LabeledWindow, other: LabeledWindow): Alignment => {
    let known = alignments.get(one);
    if (!known) {
      known = new Map<LabeledWindow, Alignment>();
      alignments.set(one, known);
    }
    let alignment = known.get(other);
    if (!alignment) {
      alignment = alignSeries(seriesOf(one, reading), seriesOf(other, reading));
      known.set(other, alignment);
    }
    return alignment;
  };
  return (random) => {
    const own = random.pick(byText);
    const one = random.pick(own);
    const other = random.chance(blended) ? random.pick(own) : one;
    const share = random.uniform(0, 0.5);
    const written = other === one ? one : blend(one, other, alignmentOf(one, other), share);
    return augmentSignal(augmentWriting(written, augmentation, random), augmentation, random);
  };
}

/** What the network reads of a recording, as one series. */
export function seriesOf(
  { window }: LabeledWindow,
  { channels, normalization }: RecordedSamplesOptions['reading'],
): Series {
  return {
    length: window.length,
    channels: channels.length,
    values: normalizeWindow(window, channels, normalization),
  };
}
