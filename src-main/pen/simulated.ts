import type { SimulatedRequest, SimulatedStyle } from '../contract/pens.ts';
import type { ChannelName } from '../contract/sensors.ts';
import { channelCount, channelIndex, channelNames } from '../contract/sensors.ts';
import { simulateGesture } from '../simulator/gestures.ts';
import { RandomGenerator } from '../simulator/random.ts';
import { layOut } from '../simulator/layout.ts';
import { drawPenHardware, type PenHardware } from '../simulator/pen-hardware.ts';
import { simulateText } from '../simulator/simulate.ts';
import { drawWriterStyle } from '../simulator/writer.ts';
import { FrameEncoder } from './framing/encoder.ts';
import { PacedTransport, type ReplayChunk } from './paced-transport.ts';
import { SimulatedRequests } from './simulated-requests.ts';

export interface SimulatedOptions {
  /** Words divided by blanks, written one after the other. Default: `defaultSimulatedText`. */
  readonly text?: string;
  /** Equal seeds give equal bytes. Default 1. */
  readonly seed?: number;
  /** What is other about the writer that the seed draws. */
  readonly style?: SimulatedStyle;
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

/** A person writing given text with a pen that speaks docs/formats/wire-protocol.md; it can be asked for more. */
export class SimulatedTransport extends PacedTransport {
  readonly #requests: SimulatedRequests;
  readonly #options: SimulatedOptions;

  constructor(options: SimulatedOptions = {}) {
    const requests = new SimulatedRequests();
    super({
      kind: 'simulated',
      description: 'Simulated pen',
      finite: options.repeat !== true,
      source: () => simulatedChunks(options, requests),
      speed: options.speed ?? 1,
    });
    this.#requests = requests;
    this.#options = options;
  }

  /** @throws UserError `simulator-character`, `simulator-empty` for a text that cannot be written */
  perform(request: SimulatedRequest): void {
    if (request.kind === 'write') {
      const { writer } = personOf(this.#options);
      layOut(request.text, writer, new RandomGenerator(0));
    }
    this.#requests.add(request);
  }
}

/**
 * The bytes of the simulated pen, cut as a serial line cuts them: anywhere, every 20–50 ms.
 * @param requests what the pen is asked to do meanwhile; default nothing
 * @throws UserError `simulator-character`, `simulator-empty`, `simulator-rate` at the first chunk
 */
export function* simulatedChunks(
  options: SimulatedOptions = {},
  requests = new SimulatedRequests(),
): Generator<ReplayChunk> {
  const { text = defaultSimulatedText, seed = 1, rateHz = 100, repeat = false } = options;
  const words = text.split(/\s+/).filter((word) => word !== '');
  const random = new RandomGenerator(seed).fork('simulated-line');
  const line = new SimulatedLine(options, random);
  const person = personOf(options);
  // Before the first word: a text that cannot be written is refused, not left half done.
  layOut(text, person.writer, random.fork('check'));
  const hovering = random.fork('hover');
  const asked = random.fork('asked');
  const rowsIn = (milliseconds: number) => Math.round((milliseconds * rateHz) / 1000);
  const simulate = (what: string, seed: number) =>
    simulateText(what, { ...person, seed, rateHz, leadMs, trailMs }).values;
  let end: Float64Array | undefined;
  /** The pen goes on from where it is to where these readings begin. */
  const goOn = (values: Float32Array) => {
    if (end !== undefined) join(values, end, rowsIn(joinMs));
    end = meanOf(values, values.length / channelCount - joinRows, joinRows);
    return values;
  };
  function* doAsked(): Generator<ReplayChunk> {
    while (requests.interrupts) {
      const task = requests.take();
      if (task?.kind === 'write') {
        yield* line.send(goOn(simulate(task.text, asked.integer(0, 2 ** 31 - 1))));
      } else if (task?.kind === 'gesture') {
        const options = { pen: person.pen, rateHz, random: hovering };
        yield* line.send(goOn(simulateGesture(task.gesture, options)));
      } else {
        end ??= meanOf(simulate('o', seed), 0, joinRows);
        yield* line.send(hover(lifted(end.slice(), person.pen), rowsIn(50), hovering));
      }
    }
  }

  for (let round = 0; round === 0 || repeat; round++) {
    for (const [index, word] of words.entries()) {
      yield* doAsked();
      const wordSeed = new RandomGenerator(seed).fork(`${round}/${index}`).integer(0, 2 ** 31 - 1);
      const values = goOn(simulate(word, wordSeed));
      yield* line.send(values, (at) => {
        if (!requests.interrupts) return false;
        end = meanOf(values, Math.max(0, at - joinRows), joinRows);
        return true;
      });
    }
    yield* doAsked();
  }
  yield* line.rest();
}

/** One person with one pen, however many words; the pen stays in the hand from word to word. */
function personOf({ seed = 1, style = {} }: SimulatedOptions) {
  const { hand, slant } = style;
  const writer = drawWriterStyle(seed, hand === undefined ? {} : { hand });
  return {
    writer: { ...writer, regrip: 0, ...(slant === undefined ? {} : { slant }) },
    pen: drawPenHardware(seed),
  };
}

/** Frames on a line, cut anywhere; one clock from the first to the last. */
class SimulatedLine {
  readonly #rateHz: number;
  readonly #encoder: FrameEncoder;
  readonly #random: RandomGenerator;
  #line = new Uint8Array(0);
  #sent = 0;
  #nextInformationMs = 0;
  #nextBatteryMs = 0;

  constructor({ rateHz = 100, channels }: SimulatedOptions, random: RandomGenerator) {
    this.#rateHz = rateHz;
    this.#random = random;
    this.#encoder = new FrameEncoder({
      channels: channels ?? channelNames,
      rateHz,
      name: 'Simulated pen',
      // A frame of samples about every 40 ms, as a firmware would send it.
      samplesPerFrame: Math.max(1, Math.round(0.04 * rateHz)),
    });
  }

  /** @param stop asked before each chunk, with the row reached; true leaves the rest unsent */
  *send(
    values: Float32Array,
    stop: (row: number) => boolean = () => false,
  ): Generator<ReplayChunk> {
    const length = values.length / channelCount;
    let row = 0;
    while (row < length && !stop(row)) {
      const nowMs = this.#timeOf(this.#sent);
      if (nowMs >= this.#nextInformationMs) {
        this.#add(this.#encoder.information());
        this.#nextInformationMs += informationEveryMs;
      }
      if (nowMs >= this.#nextBatteryMs) {
        this.#add(this.#encoder.battery(Math.max(0, 1 - nowMs / batteryLifeMs)));
        this.#nextBatteryMs += batteryEveryMs;
      }
      const count = Math.min(
        length - row,
        Math.max(1, Math.round((this.#random.uniform(20, 50) * this.#rateHz) / 1000)),
      );
      const rows = values.subarray(row * channelCount, (row + count) * channelCount);
      const from = this.#sent;
      const timesMs = Float64Array.from({ length: count }, (_, i) => this.#timeOf(from + i));
      this.#add(this.#encoder.samples(rows, timesMs, count));
      row += count;
      this.#sent += count;
      // The end of what was written is often still on the line.
      const line = this.#line;
      const cut = line.length - this.#random.integer(0, Math.min(24, line.length - 1));
      yield { atMs: this.#timeOf(this.#sent), bytes: line.slice(0, cut) };
      this.#line = line.slice(cut);
    }
  }

  /** What is still on the line. */
  *rest(): Generator<ReplayChunk> {
    if (this.#line.length > 0) yield { atMs: this.#timeOf(this.#sent), bytes: this.#line };
  }

  #timeOf(sample: number): number {
    return (sample * 1000) / this.#rateHz;
  }

  #add(bytes: Uint8Array): void {
    this.#line = joined(this.#line, bytes);
  }
}

/** Where a pen is that was lifted and is held still: it neither turns nor presses. */
function lifted(mean: Float64Array, { gyroscope, force }: PenHardware): Float64Array {
  for (let axis = 0; axis < 3; axis++) mean[channelIndex('gx') + axis] = gyroscope.bias[axis]!;
  mean[channelIndex('force')] = force.offset;
  return mean;
}

/** Readings of a pen that is held still where it is. */
function hover(mean: Float64Array, rows: number, random: RandomGenerator): Float32Array {
  const values = new Float32Array(rows * channelCount);
  for (let i = 0; i < values.length; i++) {
    const channel = i % channelCount;
    values[i] = mean[channel]! + (channel === channelCount - 1 ? 0 : 0.003 * random.normal());
  }
  return values;
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
