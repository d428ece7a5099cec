import { channelCount, channelIndex, type ChannelName } from '../../../contract/sensors.ts';
import { characterWindow } from '../../../recognizer/decoding/single-character.ts';
import type { FixedLength } from '../../../recognizer/input/fixed-length.ts';
import { normalizeWindow, type Normalization } from '../../../recognizer/input/normalization.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import { blend } from './blend.ts';
import {
  alignSeries,
  type Alignment,
  type Series,
} from '../../../recognizer/templates/time-warping.ts';
import { vary, type Variation } from './variation.ts';

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

export interface Reading {
  readonly channels: readonly ChannelName[];
  readonly normalization: Normalization;
  readonly fixedLength: FixedLength;
}

export interface RecordedSamplesOptions {
  readonly recipe: {
    /** Share of the samples that lie between two recordings of one character. */
    readonly blended: number;
    readonly variation: Variation;
  };
  readonly reading: Reading;
}

/** Samples of few recordings, all characters alike often, however many recordings they have. */
export function recordedSamples(
  recordings: readonly LabeledWindow[],
  { recipe: { blended, variation }, reading }: RecordedSamplesOptions,
): DrawSample {
  const prepared = recordings.map((recording) => normalized(recording, reading));
  const texts = [...new Set(prepared.map(({ text }) => text))].sort();
  const byText = texts.map((text) => prepared.filter((one) => one.text === text));
  const alignments = new Map<LabeledWindow, Map<LabeledWindow, Alignment>>();
  const alignmentOf = (one: LabeledWindow, other: LabeledWindow): Alignment => {
    let known = alignments.get(one);
    if (!known) {
      known = new Map<LabeledWindow, Alignment>();
      alignments.set(one, known);
    }
    let alignment = known.get(other);
    if (!alignment) {
      alignment = alignSeries(columnsOf(one, reading), columnsOf(other, reading));
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
    return vary(written, reading.channels, variation, random);
  };
}

/** What the network reads of a recording, as one series. */
export function seriesOf(
  { window }: LabeledWindow,
  { channels, normalization, fixedLength }: Reading,
): Series & { readonly values: Float32Array } {
  const { length, ...read } = characterWindow(window, fixedLength);
  return {
    length,
    channels: channels.length,
    values: normalizeWindow({ ...read, length }, channels, normalization),
  };
}

/** A recording of the fixed length, normalised, in the columns of its channels. */
function normalized(recording: LabeledWindow, reading: Reading): LabeledWindow {
  const { length, channels, values } = seriesOf(recording, reading);
  const columns = reading.channels.map(channelIndex);
  const spread = new Float32Array(length * channelCount);
  for (let row = 0; row < length; row += 1) {
    columns.forEach((channel, index) => {
      spread[row * channelCount + channel] = values[row * channels + index]!;
    });
  }
  const { text, window } = recording;
  return {
    text,
    window: { ...window, length, values: spread },
    spans: [{ character: text, start: 0, end: length }],
  };
}

function columnsOf({ window }: LabeledWindow, { channels }: Reading): Series {
  const columns = channels.map(channelIndex);
  const values = new Float32Array(window.length * columns.length);
  for (let row = 0; row < window.length; row += 1) {
    columns.forEach((channel, index) => {
      values[row * columns.length + index] = window.values[row * channelCount + channel]!;
    });
  }
  return { length: window.length, channels: columns.length, values };
}
