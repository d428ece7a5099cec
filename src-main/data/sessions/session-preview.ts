import type { PreviewedPiece, RecordingPreview } from '../../contract/ipc.ts';
import { channelCount, channelIndex, hasChannel } from '../../contract/sensors.ts';
import { Envelope } from '../envelope.ts';
import { eventPayload } from './session-format.ts';
import { readSession } from './session-reader.ts';

/** Columns of a preview at most: more than a screen shows. */
const columns = 1200;
/** A pen counts its time anew when it comes back: a step back by more than this is another clock, ms. */
const sameClockMs = 1;
/** The pen's clock and that of the arrivals may part by so much, ms: then they are set by each other again. */
const driftMs = 300;

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
  let originMs: number | undefined;
  let endMs = 0;
  const since = (atMs: number): number => {
    originMs ??= atMs;
    endMs = Math.max(endMs, atMs - originMs);
    return Math.max(0, atMs - originMs);
  };
  // Samples come a frame at a time: only their own clock tells how they lie in it.
  let offsetMs: number | undefined;
  let lastMs = -Infinity;
  const place = (timeMs: number, arrivalMs: number): number => {
    const again = timeMs < lastMs - sameClockMs;
    if (offsetMs === undefined || again || Math.abs(timeMs + offsetMs - arrivalMs) > driftMs) {
      offsetMs = arrivalMs - timeMs;
    }
    lastMs = timeMs;
    return since(timeMs + offsetMs);
  };
  const secondsOf = (timeMs: number): number =>
    Math.max(0, timeMs + (offsetMs ?? 0) - (originMs ?? 0)) / 1000;

  for await (const record of readSession(folder, { types: ['bytes', 'samples', 'event'] })) {
    if (record.type === 'bytes') {
      since(record.arrivalMs);
    } else if (record.type === 'samples') {
      const { mask, count, timesMs, arrivalsMs, values } = record.samples;
      for (let row = 0; row < count; row += 1) {
        const atMs = place(timesMs[row]!, arrivalsMs[row]!);
        movement.add(atMs, lengthOf(values, row * channelCount));
        if (hasChannel(mask, forceIndex)) {
          force.add(atMs, values[row * channelCount + forceIndex]!);
        }
      }
    } else if (record.type === 'event') {
      const segment = eventPayload(record.event, 'segment');
      if (segment?.committed) {
        pieces.set(segment.id, {
          startSeconds: secondsOf(segment.startMs),
          endSeconds: secondsOf(segment.endMs),
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
