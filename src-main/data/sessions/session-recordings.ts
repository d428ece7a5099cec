import { channelCount, type SensorMask } from '../../contract/sensors.ts';
import type { OnProblem, PenRecording } from '../formats/pen-recording.ts';
import type { RecordedSamples } from './sample-block.ts';
import { eventPayload } from './session-format.ts';
import { readConfiguration, readSession, type ReadSessionOptions } from './session-reader.ts';

/**
 * A session as recordings: one for each committed piece of writing, labelled where the user
 * confirmed or corrected its text (pieces corrected to nothing are left out). A session without
 * pieces is one recording without a label for each stretch of uninterrupted samples.
 * @throws UserError
 */
export async function* readSessionRecordings(
  folder: string,
  onProblem: OnProblem,
): AsyncGenerator<PenRecording> {
  const verdicts = await readVerdicts(folder);
  const writer = (await readConfiguration(folder))?.writer;
  const common = { file: folder, ...(writer !== undefined && writer !== '' && { writer }) };
  const options: ReadSessionOptions = {
    types: ['samples', 'event'],
    onDamage: ({ offset, length }) => {
      const message = `${length} damaged bytes at ${offset} were passed over.`;
      onProblem({ file: folder, message, skipped: false });
    },
  };
  let index = 0;
  let stretches: Stretch[] = [];
  for await (const record of readSession(folder, options)) {
    if (record.type === 'samples') append(stretches, record.samples);
    if (record.type !== 'event') continue;
    const segment = eventPayload(record.event, 'segment');
    if (!segment?.committed) continue;
    // A pen that came back counts its time anew: the newest stretch with these times is meant.
    const at = stretches.findLastIndex((stretch) =>
      stretch.reaches(segment.startMs, segment.endMs),
    );
    const verdict = verdicts?.get(segment.id);
    const mine = index++;
    if (at < 0) {
      const message = `Piece ${segment.id}: its samples are missing.`;
      onProblem({ file: folder, message, skipped: true });
      continue;
    }
    const cut = stretches[at]!.cut(segment.startMs, segment.endMs);
    stretches = stretches.slice(at);
    if (cut.timesMs.length < 2 || verdict === '') continue;
    yield { ...common, index: mine, ...(verdict !== undefined && { label: verdict }), ...cut };
  }
  if (verdicts) return;
  for (const stretch of stretches) {
    const cut = stretch.cut(-Infinity, Infinity);
    if (cut.timesMs.length >= 2) yield { ...common, index: index++, ...cut };
  }
}

/**
 * What the user said of each piece.
 * @returns texts by piece, undefined for those without a word; undefined when there are no pieces
 */
async function readVerdicts(folder: string): Promise<Map<number, string | undefined> | undefined> {
  const read = new Map<number, string>();
  const verdicts = new Map<number, string | undefined>();
  for await (const record of readSession(folder, { types: ['event'] })) {
    if (record.type !== 'event') continue;
    const segment = eventPayload(record.event, 'segment');
    if (segment?.committed) {
      read.set(segment.id, segment.recognition.text);
      verdicts.set(segment.id, undefined);
    }
    const correction = eventPayload(record.event, 'correction');
    if (correction) verdicts.set(correction.id, correction.text);
    const confirmation = eventPayload(record.event, 'confirmation');
    if (confirmation) verdicts.set(confirmation.id, read.get(confirmation.id));
  }
  return read.size > 0 ? verdicts : undefined;
}

/** Samples without a jump back in time or a change of channels. */
class Stretch {
  // Small at first: where a clock stands, every sample begins another.
  #times = new Float64Array(16);
  #values = new Float32Array(16 * channelCount);
  #start = 0;
  #end = 0;

  constructor(readonly mask: SensorMask) {}

  takes(mask: SensorMask, timeMs: number): boolean {
    return mask === this.mask && (this.#end === 0 || timeMs > this.#times[this.#end - 1]!);
  }

  push(timeMs: number, values: Float32Array): void {
    if (this.#end === this.#times.length) this.#grow();
    this.#times[this.#end] = timeMs;
    this.#values.set(values, this.#end * channelCount);
    this.#end++;
  }

  reaches(startMs: number, endMs: number): boolean {
    if (this.#end === this.#start) return false;
    return this.#times[this.#start]! <= endMs && this.#times[this.#end - 1]! >= startMs;
  }

  /** Takes out what lies between the times and forgets what is before them. */
  cut(startMs: number, endMs: number): Pick<PenRecording, 'mask' | 'timesMs' | 'values'> {
    let from = this.#start;
    while (from < this.#end && this.#times[from]! < startMs) from++;
    let to = from;
    while (to < this.#end && this.#times[to]! <= endMs) to++;
    this.#start = from;
    return {
      mask: this.mask,
      timesMs: this.#times.slice(from, to),
      values: this.#values.slice(from * channelCount, to * channelCount),
    };
  }

  /** Room comes from what was forgotten, and by doubling when that is not enough. */
  #grow(): void {
    const held = this.#end - this.#start;
    const capacity = held > this.#times.length / 2 ? 2 * this.#times.length : this.#times.length;
    const times = new Float64Array(capacity);
    const values = new Float32Array(capacity * channelCount);
    times.set(this.#times.subarray(this.#start, this.#end));
    values.set(this.#values.subarray(this.#start * channelCount, this.#end * channelCount));
    this.#times = times;
    this.#values = values;
    this.#start = 0;
    this.#end = held;
  }
}

function append(stretches: Stretch[], samples: RecordedSamples): void {
  const { mask, count, timesMs, values } = samples;
  for (let row = 0; row < count; row++) {
    const timeMs = timesMs[row]!;
    let stretch = stretches.at(-1);
    if (!stretch?.takes(mask, timeMs)) stretches.push((stretch = new Stretch(mask)));
    stretch.push(timeMs, values.subarray(row * channelCount, (row + 1) * channelCount));
  }
}
