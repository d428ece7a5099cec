import { UserError } from '../contract/alerts.ts';
import {
  channelCount,
  channelIndex,
  channels,
  channelsIn,
  type SensorKind,
} from '../contract/sensors.ts';
import { FrameEncoder } from '../pen/framing/encoder.ts';
import { defaultFullScale } from '../pen/framing/frame-format.ts';
import type { OnProblem, PenRecording } from './formats/pen-recording.ts';
import { readRecordings } from './recording.ts';
import { eventPayload } from './sessions/session-format.ts';
import { isSession, readSession } from './sessions/session-reader.ts';

/** Bytes of a pen and when they came, on any clock in ms. */
export interface RecordedChunk {
  readonly atMs: number;
  readonly bytes: Uint8Array;
  /** From here on the bytes are those of another pen: its profile, as it was recorded. */
  readonly profile?: unknown;
}

export interface RecordingChunksOptions {
  /** Which recordings of a file with many, in this order; default all. Sessions have but one. */
  readonly index?: number | readonly number[];
  /** Rest between recordings and behind the last, with the pen lifted and still; default 1200. */
  readonly pauseMs?: number;
  readonly onProblem?: OnProblem;
}

const informationIntervalMs = 1000;
/** A pen does not gather samples for longer before it sends them. */
const frameMs = 20;
/** No pen measures more often; the rests behind a recording must not fill the memory. */
const shortestSpacingMs = 0.05;

/**
 * A recording as the bytes of a pen: those of a session exactly as they came, at the times they
 * came; samples of any other recording as frames of our own wire protocol, at its own pace.
 * @throws UserError when the path cannot be read or holds nothing usable
 */
export async function* recordingChunks(
  path: string,
  options: RecordingChunksOptions = {},
): AsyncGenerator<RecordedChunk> {
  if (await isSession(path)) {
    yield* sessionChunks(path);
    return;
  }
  const player = new Player(options.pauseMs ?? 1200);
  for await (const recording of chosen(path, options)) yield* player.play(recording);
}

async function* sessionChunks(path: string): AsyncGenerator<RecordedChunk> {
  let change: Pick<RecordedChunk, 'profile'> = {};
  for await (const record of readSession(path, { types: ['bytes', 'event'] })) {
    if (record.type === 'bytes') {
      yield { atMs: record.arrivalMs, bytes: record.bytes, ...change };
      change = {};
    }
    const profile =
      record.type === 'event' ? eventPayload(record.event, 'pen')?.profile : undefined;
    if (profile !== undefined) change = { profile };
  }
}

async function* chosen(
  path: string,
  { index, onProblem }: RecordingChunksOptions,
): AsyncGenerator<PenRecording> {
  const reading = onProblem ? { onProblem } : {};
  if (index === undefined) {
    yield* readRecordings(path, reading);
    return;
  }
  const wanted = typeof index === 'number' ? [index] : index;
  const held = new Map<number, PenRecording>();
  let next = 0;
  // Files can be longer than memory: only what is asked for out of turn is held.
  for await (const recording of readRecordings(path, reading)) {
    if (wanted.includes(recording.index, next)) held.set(recording.index, recording);
    for (let found = held.get(wanted[next] ?? -1); found; found = held.get(wanted[next] ?? -1)) {
      yield found;
      next++;
      if (!wanted.includes(found.index, next)) held.delete(found.index);
    }
    if (next >= wanted.length) return;
  }
  if (next < wanted.length) throw missing(path, wanted[next]!);
}

/** Sets recordings one behind the other on one clock and encodes them. */
class Player {
  #encoder: FrameEncoder | undefined;
  #nowMs = 0;
  #informedMs = -Infinity;

  constructor(private readonly pauseMs: number) {}

  *play(recording: PenRecording): Generator<RecordedChunk> {
    const { timesMs, values } = recording;
    const count = timesMs.length;
    const spacingMs = count > 1 ? (timesMs[count - 1]! - timesMs[0]!) / (count - 1) : 10;
    const encoder = this.#encoderFor(recording, 1000 / spacingMs);
    const perFrame = Math.max(1, Math.floor(frameMs / spacingMs));
    const startMs = this.#nowMs + spacingMs - timesMs[0]!;
    yield* this.#frames(
      encoder,
      values,
      timesMs.map((time) => time + startMs),
      perFrame,
    );
    const rests = Math.ceil(this.pauseMs / Math.max(spacingMs, shortestSpacingMs));
    const from = this.#nowMs;
    const times = Float64Array.from({ length: rests }, (_, i) => from + (i + 1) * spacingMs);
    yield* this.#frames(encoder, stillRows(values, rests), times, perFrame);
  }

  *#frames(
    encoder: FrameEncoder,
    values: Float32Array,
    times: Float64Array,
    perFrame: number,
  ): Generator<RecordedChunk> {
    for (let start = 0; start < times.length; start += perFrame) {
      const end = Math.min(times.length, start + perFrame);
      const rows = values.subarray(start * channelCount, end * channelCount);
      const atMs = times[end - 1]!;
      if (atMs - this.#informedMs >= informationIntervalMs) {
        this.#informedMs = atMs;
        yield { atMs, bytes: encoder.information() };
      }
      yield { atMs, bytes: encoder.samples(rows, times.subarray(start, end), end - start) };
      this.#nowMs = atMs;
    }
  }

  /** A pen with other channels or other scales is another pen: it starts anew. */
  #encoderFor({ mask, values }: PenRecording, rateHz: number): FrameEncoder {
    const fullScale = scalesFor(values);
    const present = this.#encoder;
    const covers =
      present?.mask === mask &&
      Object.entries(fullScale).every(
        ([sensor, value]) => present.fullScale[sensor as SensorKind] >= value,
      );
    if (covers) return present;
    this.#informedMs = -Infinity;
    this.#encoder = new FrameEncoder({
      channels: channelsIn(mask),
      rateHz: Math.round(rateHz * 10) / 10,
      name: 'Recording',
      fullScale,
    });
    return this.#encoder;
  }
}

/** The usual full scales, doubled where the recording goes beyond them. */
function scalesFor(values: Float32Array): Record<SensorKind, number> {
  const scales = { ...defaultFullScale };
  values.forEach((value, i) => {
    const { sensor } = channels[i % channelCount]!;
    while (Math.abs(value) >= scales[sensor]) scales[sensor] *= 2;
  });
  return scales;
}

/** A pen held still off the paper: gravity and field as they last were, no rotation, no force. */
function stillRows(values: Float32Array, count: number): Float32Array {
  const row = values.slice(-channelCount);
  for (const name of ['gx', 'gy', 'gz', 'force'] as const) row[channelIndex(name)] = 0;
  const rows = new Float32Array(count * channelCount);
  for (let i = 0; i < count; i++) rows.set(row, i * channelCount);
  return rows;
}

function missing(path: string, index: number): UserError {
  return new UserError(
    'recording-index',
    `${path} holds no usable recording number ${index}.`,
    'Recordings are counted from 0; give a smaller number.',
  );
}
