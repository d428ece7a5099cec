import type { PreviewedPiece, RecordingPreview } from '../../contract/ipc.ts';
import { channelCount, channelIndex, hasChannel } from '../../contract/sensors.ts';
import { Envelope } from '../envelope.ts';
import { eventPayload } from './session-format.ts';
import { readSession } from './session-reader.ts';

/** Columns of a preview at most: more than a screen shows. */
const columns = 1200;
/** A pen counts its time anew when it comes back: a step back by more than this is another clock. */
const sameClockMs = 1;

/**
 * A whole session at a glance: how the pen moved and pressed, and what was read where, as corrected.
 * Times are seconds since its first bytes came, as those of a replay.
 * @param folder the session's folder
 * @throws UserError when it cannot be read
 */
export async function readSessionPreview(folder: string): Promise<RecordingPreview> {
  const movement = new Envelope(columns);
  const force = new Envelope(columns);
  const pieces = new Map<number, PreviewedPiece>();
  let clock: { timesMs: number[]; arrivalsMs: number[] } = { timesMs: [], arrivalsMs: [] };
  let originMs: number | undefined;
  let endMs = 0;
  const since = (arrivalMs: number): number => {
    originMs ??= arrivalMs;
    endMs = Math.max(endMs, arrivalMs - originMs);
    return Math.max(0, arrivalMs - originMs);
  };

  for await (const record of readSession(folder, { types: ['bytes', 'samples', 'event'] })) {
    if (record.type === 'bytes') {
      since(record.arrivalMs);
    } else if (record.type === 'samples') {
      const { mask, count, timesMs, arrivalsMs, values } = record.samples;
      for (let row = 0; row < count; row += 1) {
        if (timesMs[row]! < (clock.timesMs.at(-1) ?? -Infinity) - sameClockMs) {
          clock = { timesMs: [], arrivalsMs: [] };
        }
        const atMs = since(arrivalsMs[row]!);
        clock.timesMs.push(timesMs[row]!);
        clock.arrivalsMs.push(atMs);
        movement.add(atMs, lengthOf(values, row * channelCount));
        if (hasChannel(mask, forceIndex)) {
          force.add(atMs, values[row * channelCount + forceIndex]!);
        }
      }
    } else if (record.type === 'event') {
      const segment = eventPayload(record.event, 'segment');
      if (segment?.committed) {
        pieces.set(segment.id, {
          startSeconds: arrivalOf(clock, segment.startMs) / 1000,
          endSeconds: arrivalOf(clock, segment.endMs) / 1000,
          text: segment.recognition.text,
        });
      }
      const correction = eventPayload(record.event, 'correction');
      const corrected = correction && pieces.get(correction.id);
      if (corrected) pieces.set(correction.id, { ...corrected, text: correction.text });
    }
  }
  return {
    seconds: endMs / 1000,
    curves: [
      { name: 'acceleration', unit: 'm/s²', ...movement.curve(endMs) },
      ...(force.empty ? [] : [{ name: 'force', unit: 'N', ...force.curve(endMs) } as const]),
    ],
    pieces: [...pieces.values()],
  };
}

const forceIndex = channelIndex('force');
const axIndex = channelIndex('ax');

/** Of the front accelerometer, gravity included. */
function lengthOf(values: Float32Array, row: number): number {
  return Math.hypot(values[row + axIndex]!, values[row + axIndex + 1]!, values[row + axIndex + 2]!);
}

/** When the sample of this moment of the pen came. */
function arrivalOf(
  { timesMs, arrivalsMs }: { timesMs: readonly number[]; arrivalsMs: readonly number[] },
  timeMs: number,
): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timesMs[middle]! < timeMs) low = middle + 1;
    else high = middle;
  }
  return arrivalsMs[Math.min(low, arrivalsMs.length - 1)] ?? 0;
}
