import type { ChannelName } from '../contract/sensors.ts';
import { channelCount, channelNames } from '../contract/sensors.ts';
import { RandomGenerator } from '../simulator/random.ts';
import { layOut } from '../simulator/layout.ts';
import { drawPenHardware } from '../simulator/pen-hardware.ts';
import { simulateText } from '../simulator/simulate.ts';
import { drawWriterStyle } from '../simulator/writer.ts';
import { FrameEncoder } from './framing/encoder.ts';
import { PacedTransport, type ReplayChunk } from './paced-transport.ts';

export interface SimulatedOptions {
  /** Words divided by blanks, written one after the other. Default: `defaultSimulatedText`. */
  readonly text?: string;
  /** Equal seeds give equal bytes. Default 1. */
  readonly seed?: number;
  /** Hz. Default 100. */
  readonly rateHz?: number;
  /** Default: all 13. */
  readonly channels?: readonly ChannelName[];
  /** Writes the words again and again, each time by another hand movement. Default false. */
  readonly repeat?: boolean;
  /** Times real time. Default 1. */
  readonly speed?: number;
}

export const defaultSimulatedText = 'hello this is Quillwave the pen moves and words appear 2026';
const digits = '31415 926 5358 979 323846 2643 38327 9502';

/** What the simulated pen writes for a reader of these characters: words, or else digits. */
export function simulatedTextFor(alphabet: readonly string[]): string {
  const known = new Set(alphabet);
  const letters = Array.from(defaultSimulatedText).filter((character) => character !== ' ');
  return letters.every((character) => known.has(character)) ? defaultSimulatedText : digits;
}

/** The pen hovers still: from the last stroke of a word, and before the first of the next; ms. */
const trailMs = 900;
const leadMs = 300;
/** Within the lead, in which the pen goes from where one word left it to how the next holds it; ms. */
const joinMs = 250;
const informationEveryMs = 1000;
const batteryEveryMs = 30_000;
/** A full battery lasts eight hours. */
const batteryLifeMs = 8 * 3600 * 1000;

/** A person writing given text with a pen that speaks docs/wire-protocol.md. */
export class SimulatedTransport extends PacedTransport {
  constructor(options: SimulatedOptions = {}) {
    super({
      kind: 'simulated',
      description: 'Simulated pen',
      finite: options.repeat !== true,
      source: () => simulatedChunks(options),
      speed: options.speed ?? 1,
    });
  }
}

/**
 * The bytes of the simulated pen, cut as a serial line cuts them: anywhere, every 20–50 ms.
 * @throws UserError `simulator-character`, `simulator-empty`, `simulator-rate` at the first chunk
 */
export function* simulatedChunks(options: SimulatedOptions = {}): Generator<ReplayChunk> {
  const { text = defaultSimulatedText, seed = 1, rateHz = 100, repeat = false } = options;
  const words = text.split(/\s+/).filter((word) => word !== '');
  const encoder = new FrameEncoder({
    channels: options.channels ?? channelNames,
    rateHz,
    name: 'Simulated pen',
    // A frame of samples about every 40 ms, as a firmware would send it.
    samplesPerFrame: Math.max(1, Math.round(0.04 * rateHz)),
  });
  const random = new RandomGenerator(seed).fork('simulated-line');
  // One person with one pen, however many words.
  // The pen stays in the hand from word to word: it is not gripped anew.
  const person = { writer: { ...drawWriterStyle(seed), regrip: 0 }, pen: drawPenHardware(seed) };
  // Before the first word: a text that cannot be written is refused, not left half done.
  layOut(text, person.writer, random.fork('check'));
  let end: Float64Array | undefined;
  let line = new Uint8Array(0);
  let sent = 0;
  let nextInformationMs = 0;
  let nextBatteryMs = 0;
  const timeOf = (sample: number) => (sample * 1000) / rateHz;

  for (let round = 0; round === 0 || repeat; round++) {
    for (const [index, word] of words.entries()) {
      const wordSeed = new RandomGenerator(seed).fork(`${round}/${index}`).integer(0, 2 ** 31 - 1);
      const writing = simulateText(word, { ...person, seed: wordSeed, rateHz, leadMs, trailMs });
      if (end !== undefined) join(writing.values, end, Math.round((joinMs * rateHz) / 1000));
      end = meanOf(writing.values, writing.length - joinRows, joinRows);
      let row = 0;
      while (row < writing.length) {
        const nowMs = timeOf(sent);
        if (nowMs >= nextInformationMs) {
          line = joined(line, encoder.information());
          nextInformationMs += informationEveryMs;
        }
        if (nowMs >= nextBatteryMs) {
          line = joined(line, encoder.battery(Math.max(0, 1 - nowMs / batteryLifeMs)));
          nextBatteryMs += batteryEveryMs;
        }
        const count = Math.min(
          writing.length - row,
          Math.max(1, Math.round((random.uniform(20, 50) * rateHz) / 1000)),
        );
        const values = writing.values.subarray(row * channelCount, (row + count) * channelCount);
        const timesMs = Float64Array.from({ length: count }, (_, i) => timeOf(sent + i));
        line = joined(line, encoder.samples(values, timesMs, count));
        row += count;
        sent += count;
        // The end of what was written is often still on the line.
        const cut = line.length - random.integer(0, Math.min(24, line.length - 1));
        yield { atMs: timeOf(sent), bytes: line.slice(0, cut) };
        line = line.slice(cut);
      }
    }
  }
  if (line.length > 0) yield { atMs: timeOf(sent), bytes: line };
}

/** So many rows tell where the pen is without their noise. */
const joinRows = 5;

/** Lets `values` begin at `start` and glide to what they are within `rows` rows; the force is kept. */
function join(values: Float32Array, start: Float64Array, rows: number): void {
  const begin = meanOf(values, 0, joinRows);
  for (let row = 0; row < rows; row++) {
    const share = 0.5 + 0.5 * Math.cos((Math.PI * row) / rows);
    for (let channel = 0; channel < channelCount - 1; channel++) {
      values[row * channelCount + channel]! += share * (start[channel]! - begin[channel]!);
    }
  }
}

function meanOf(values: Float32Array, from: number, rows: number): Float64Array {
  const mean = new Float64Array(channelCount);
  for (let row = from; row < from + rows; row++) {
    for (let channel = 0; channel < channelCount; channel++) {
      mean[channel]! += values[row * channelCount + channel]! / rows;
    }
  }
  return mean;
}

function joined(first: Uint8Array<ArrayBuffer>, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
