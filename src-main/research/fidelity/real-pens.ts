import { channelCount } from '../../contract/sensors.ts';
import { readRecordings, type PenRecording } from '../../data/recording.ts';

/** A recording at one rate. */
export interface EvenRecording {
  readonly label: string | undefined;
  readonly writer: string | undefined;
  readonly mask: number;
  readonly rateHz: number;
  /** n × 13. */
  readonly values: Float32Array;
}

/**
 * Recordings interpolated to one rate.
 * @param skip readings at the start that are left out: some pens begin with nonsense
 */
export async function readEvenly(path: string, rateHz: number, skip = 0): Promise<EvenRecording[]> {
  const even: EvenRecording[] = [];
  for await (const recording of readRecordings(path)) {
    const { label, writer, mask } = recording;
    even.push({ label, writer, mask, rateHz, values: evenly(recording, rateHz, skip) });
  }
  return even;
}

function evenly(
  { timesMs, values }: Pick<PenRecording, 'timesMs' | 'values'>,
  rateHz: number,
  skip = 0,
): Float32Array {
  const start = timesMs[skip] ?? 0;
  const length = Math.floor((((timesMs.at(-1) ?? 0) - start) * rateHz) / 1000 + 1e-6) + 1;
  const out = new Float32Array(Math.max(0, length) * channelCount);
  let segment = skip;
  for (let i = 0; i < length; i++) {
    const time = start + (i * 1000) / rateHz;
    while (segment < timesMs.length - 2 && timesMs[segment + 1]! <= time) segment++;
    const [from, to] = [timesMs[segment]!, timesMs[segment + 1] ?? Infinity];
    const share = Math.min(1, Math.max(0, (time - from) / (to - from)));
    for (let channel = 0; channel < channelCount; channel++) {
      const at = segment * channelCount + channel;
      const before = values[at]!;
      const after = values[at + channelCount] ?? before;
      out[i * channelCount + channel] = before + share * (after - before);
    }
  }
  return out;
}

/** Pieces of so many seconds; what is left at the end is dropped. */
export function cutEvenly({ values, ...recording }: EvenRecording, seconds: number) {
  const size = Math.round(seconds * recording.rateHz) * channelCount;
  return Array.from({ length: Math.floor(values.length / size) }, (_, piece) => ({
    ...recording,
    values: values.subarray(piece * size, (piece + 1) * size),
  }));
}
