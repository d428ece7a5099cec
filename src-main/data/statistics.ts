import { channelCount, channels, hasChannel, type SensorMask } from '../contract/sensors.ts';
import { Counter } from './counter.ts';
import { ChannelSummary, type ChannelFigures } from './sessions/channel-summary.ts';
import type { PenRecording } from './formats/pen-recording.ts';

export interface WriterFigures {
  /** Undefined for recordings that name none. */
  readonly writer?: string;
  readonly hand?: 'left' | 'right';
  readonly recordings: number;
  readonly labeled: number;
  /** Of labels. */
  readonly characters: number;
  readonly seconds: number;
}

export interface DataStatistics {
  readonly recordings: number;
  readonly labeled: number;
  /** Recordings by the part that their data set put them into. */
  readonly givenParts: Readonly<Partial<Record<'training' | 'held-out', number>>>;
  /** Recordings with channels whose unit is not known. */
  readonly unknownUnits: number;
  /** Most recordings first. */
  readonly writers: readonly WriterFigures[];
  /** Known writers by hand. */
  readonly hands: Readonly<Record<'left' | 'right' | 'unknown', number>>;
  /** Labels, most frequent first. */
  readonly labels: readonly { readonly label: string; readonly count: number }[];
  /** Characters of labels (code points), most frequent first. */
  readonly characters: readonly { readonly character: string; readonly count: number }[];
  /** Lengths of recordings in seconds. */
  readonly seconds: {
    readonly total: number;
    readonly shortest: number;
    readonly median: number;
    readonly longest: number;
  };
  /** By the median step of each recording, to the hertz; most recordings first. */
  readonly rates: readonly { readonly rateHz: number; readonly recordings: number }[];
  /** Which channels the pens have; most recordings first. */
  readonly sensors: readonly { readonly mask: SensorMask; readonly recordings: number }[];
  /** In the order of the channel table; channels that no pen has are left out. */
  readonly channels: readonly ChannelFigures[];
}

/** Gathers what there is to know of recordings, one after the other; keeps none of them. */
export class StatisticsBuilder {
  #recordings = 0;
  #labeled = 0;
  #unknownUnits = 0;
  readonly #givenParts: Partial<Record<'training' | 'held-out', number>> = {};
  readonly #writers = new Map<
    string | undefined,
    { -readonly [key in keyof WriterFigures]: WriterFigures[key] }
  >();
  readonly #labels = new Counter<string>();
  readonly #characters = new Counter<string>();
  readonly #rates = new Counter<number>();
  readonly #sensors = new Counter<SensorMask>();
  readonly #seconds: number[] = [];
  readonly #channels = channels.map((channel) => new ChannelSummary(channel));

  add(recording: PenRecording): void {
    const { label, mask, timesMs, values, givenPart } = recording;
    this.#recordings += 1;
    if (recording.lossyUnits === true) this.#unknownUnits += 1;
    if (givenPart) this.#givenParts[givenPart] = (this.#givenParts[givenPart] ?? 0) + 1;
    const characters = label === undefined ? [] : Array.from(label.normalize('NFC'));
    if (label !== undefined) {
      this.#labeled += 1;
      this.#labels.add(label.normalize('NFC'));
      for (const character of characters) this.#characters.add(character);
    }
    const seconds = (timesMs.at(-1)! - timesMs[0]!) / 1000;
    this.#seconds.push(seconds);
    this.#rates.add(Math.round(1000 / medianStep(timesMs)));
    this.#sensors.add(mask);
    this.#addToWriter(recording, characters.length, seconds);
    for (let channel = 0; channel < channelCount; channel++) {
      if (hasChannel(mask, channel)) this.#channels[channel]!.add(values, channel);
    }
  }

  #addToWriter({ writer, hand, label }: PenRecording, characters: number, seconds: number): void {
    let figures = this.#writers.get(writer);
    if (!figures) {
      const name = writer !== undefined && { writer };
      figures = { ...name, recordings: 0, labeled: 0, characters: 0, seconds: 0 };
      this.#writers.set(writer, figures);
    }
    figures.recordings += 1;
    figures.labeled += label === undefined ? 0 : 1;
    figures.characters += characters;
    figures.seconds += seconds;
    if (hand) figures.hand ??= hand;
  }

  statistics(): DataStatistics {
    const writers = [...this.#writers.values()].sort((a, b) => b.recordings - a.recordings);
    const hands = { left: 0, right: 0, unknown: 0 };
    for (const { writer, hand } of writers) if (writer !== undefined) hands[hand ?? 'unknown'] += 1;
    const seconds = Float64Array.from(this.#seconds).sort();
    return {
      recordings: this.#recordings,
      labeled: this.#labeled,
      givenParts: { ...this.#givenParts },
      unknownUnits: this.#unknownUnits,
      writers,
      hands,
      labels: this.#labels.sorted().map(([label, count]) => ({ label, count })),
      characters: this.#characters.sorted().map(([character, count]) => ({ character, count })),
      seconds: {
        total: seconds.reduce((sum, value) => sum + value, 0),
        shortest: seconds[0] ?? 0,
        median: seconds[seconds.length >> 1] ?? 0,
        longest: seconds.at(-1) ?? 0,
      },
      rates: this.#rates.sorted().map(([rateHz, recordings]) => ({ rateHz, recordings })),
      sensors: this.#sensors.sorted().map(([mask, recordings]) => ({ mask, recordings })),
      channels: this.#channels.flatMap((channel) => channel.figures() ?? []),
    };
  }
}

function medianStep(timesMs: Float64Array): number {
  const steps = timesMs.slice(1).map((time, index) => time - timesMs[index]!);
  steps.sort();
  return steps[steps.length >> 1]!;
}
