import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { UserError } from '../../contract/alerts.ts';
import { channelCount, channelIndex, channelsIn } from '../../contract/sensors.ts';
import { replaceFile } from '../files/atomic-file.ts';
import type { PenRecording } from './pen-recording.ts';

const plainName = /\.(ndjson|jsonl)$/i;

/**
 * What a name promises is what is written.
 * @throws UserError `pens-name` when the ending is that of another format
 */
export function checkPensName(path: string): void {
  const ending = /\.(csv|tsv|txt|xlsx?|ods|json|zip|npy|npz|pkl|png|onnx)$/i.exec(path)?.[0];
  if (ending === undefined) return;
  throw new UserError(
    'pens-name',
    `${path} is to be a ${ending} file, and recordings are written as NDJSON, one a line.`,
    `Name it ${path.slice(0, -ending.length)}.ndjson.gz, or .ndjson for plain text; CSV is written by export --onhw.`,
  );
}

const units = {
  accelerometer: 'm/s²',
  'rear-accelerometer': 'm/s²',
  gyroscope: 'rad/s',
  magnetometer: 'µT',
  force: 'N',
};

/**
 * Writes recordings in the pens format (NDJSON, gzipped unless the name ends in `.ndjson`), one after
 * the other; the file appears only when it is whole. Values come back exactly.
 * @returns how many were written
 * @throws UserError (`pens-name` for the ending of another format); whatever was there before then
 *   stands
 */
export async function writePens(
  path: string,
  recordings: Iterable<PenRecording> | AsyncIterable<PenRecording>,
): Promise<number> {
  checkPensName(path);
  let count = 0;
  const lines = async function* () {
    for await (const recording of recordings) {
      count++;
      yield `${JSON.stringify(pensLine(recording))}\n`;
    }
  };
  await replaceFile(path, async (temporary) => {
    const compressed = plainName.test(path) ? [] : [createGzip()];
    await pipeline([Readable.from(lines()), ...compressed, createWriteStream(temporary)]);
    const handle = await open(temporary, 'r+');
    await handle.sync().finally(() => handle.close());
  });
  return count;
}

function pensLine({ label, writer, hand, mask, timesMs, values, lossyUnits }: PenRecording) {
  const series: Record<string, number[]> = {};
  for (const name of channelsIn(mask)) {
    const channel = channelIndex(name);
    series[name] = Array.from(timesMs, (_, row) => shortest(values[row * channelCount + channel]!));
  }
  return {
    writer,
    label,
    hand,
    // Of what is not known nothing is stated: whoever reads it has to be told so.
    ...(lossyUnits ? { lossy_units: true } : { units }),
    ...timeAxis(timesMs),
    series,
  };
}

/** A steady rate says as much as a list of times. */
function timeAxis(timesMs: Float64Array): { rate_hz: number } | { t: number[] } {
  const count = timesMs.length;
  const rate = Number(((1000 * (count - 1)) / timesMs.at(-1)!).toPrecision(12));
  const steady = count > 2 && timesMs.every((time, i) => Math.abs(time - (i * 1000) / rate) < 1e-6);
  return steady ? { rate_hz: rate } : { t: [...timesMs] };
}

/** The decimal number with the fewest digits that is the same in 32 bits. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return decimal;
  }
  return value;
}
