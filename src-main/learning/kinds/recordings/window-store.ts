import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { channelCount, type SensorMask } from '../../../contract/sensors.ts';
import { errorCode, fileError } from '../../../data/files/file-errors.ts';
import type { PenRecording } from '../../../data/recording.ts';
import { resampleUniform } from '../../../signal/resample.ts';
import type { LabeledWindow } from '../../samples/sample.ts';

/** What is known of a window without reading it. */
export interface StoredWindow {
  readonly text: string;
  readonly writer?: string;
  readonly hand?: 'left' | 'right';
  readonly givenPart?: 'training' | 'held-out';
  /** Names the recording the same wherever its file lies: file name and position. */
  readonly key: string;
  readonly mask: SensorMask;
  /** Readings. */
  readonly length: number;
  /** Bytes before it. */
  readonly offset: number;
}

const bytesPerReading = channelCount * Float32Array.BYTES_PER_ELEMENT;

/**
 * Windows of recordings in a file, in any order at once: data may be larger than memory, and every
 * thread that trains reads what its turn is. Only who wrote what is in memory.
 */
export class WindowStore {
  readonly #handle: number;

  /** @throws UserError when the file cannot be opened */
  constructor(
    path: string,
    private readonly rateHz: number,
  ) {
    try {
      this.#handle = openSync(path, 'r');
    } catch (error) {
      throw fileError(error, path, 'read');
    }
  }

  read({ text, mask, length, offset }: StoredWindow): LabeledWindow {
    const values = new Float32Array(length * channelCount);
    const bytes = new Uint8Array(values.buffer);
    for (let done = 0; done < bytes.length;) {
      const count = readSync(this.#handle, bytes, done, bytes.length - done, offset + done);
      if (count === 0) throw new Error('The file of windows ended too early.');
      done += count;
    }
    const characters = Array.from(text);
    return {
      text,
      window: { rateHz: this.rateHz, mask, length, values, startMs: 0 },
      // Where several characters lie in a recording nobody said.
      spans: characters.length === 1 ? [{ character: text, start: 0, end: length }] : [],
    };
  }

  close(): void {
    closeSync(this.#handle);
  }
}

export interface StoredWindows {
  readonly path: string;
  readonly rateHz: number;
  readonly windows: readonly StoredWindow[];
  /** Of labels, writers and readings: tells whether two runs saw the same data. */
  readonly sha256: string;
}

/**
 * Resamples recordings and writes their windows to a file, one after the other; `removeWindows`
 * takes it away again.
 * @param textOf what was written; undefined for recordings that are to be left out
 * @throws UserError when the file cannot be written
 */
export async function storeWindows(
  path: string,
  recordings: AsyncIterable<PenRecording>,
  rateHz: number,
  textOf: (recording: PenRecording) => string | undefined,
): Promise<StoredWindows> {
  const hash = createHash('sha256');
  const windows: StoredWindow[] = [];
  let offset = 0;
  try {
    const file = await open(path, 'w');
    try {
      for await (const recording of recordings) {
        const text = textOf(recording);
        if (text === undefined) continue;
        const { timesMs, values, mask, writer, hand, givenPart } = recording;
        const window = resampleUniform(timesMs, values, mask, rateHz);
        const own = window.values.subarray(0, window.length * channelCount);
        const bytes = new Uint8Array(own.buffer, own.byteOffset, own.byteLength);
        await file.writeFile(bytes);
        hash.update(JSON.stringify([text, writer, mask])).update(bytes);
        windows.push({
          text,
          ...(writer !== undefined && { writer }),
          ...(hand && { hand }),
          ...(givenPart && { givenPart }),
          key: keyOf(recording),
          mask,
          length: window.length,
          offset,
        });
        offset += window.length * bytesPerReading;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    await removeWindows(path);
    throw errorCode(error) === undefined ? error : fileError(error, path, 'write');
  }
  return { path, rateHz, windows, sha256: hash.digest('hex') };
}

export function removeWindows(path: string): Promise<void> {
  return rm(path, { force: true }).catch(() => undefined);
}

/** What processes left behind that were killed: files `STEM-PROCESS.windows`. */
export async function removeStaleWindows(stem: string): Promise<void> {
  const folder = dirname(stem);
  for (const name of await readdir(folder).catch(() => [])) {
    const match = /^-(\d+)\.windows$/.exec(
      name.startsWith(basename(stem)) ? name.slice(basename(stem).length) : '',
    );
    if (match && !isRunning(Number(match[1]))) await removeWindows(join(folder, name));
  }
}

function isRunning(processNumber: number): boolean {
  try {
    process.kill(processNumber, 0);
    return true;
  } catch (error) {
    // One of another user's may not be asked, but it runs.
    return errorCode(error) === 'EPERM';
  }
}

function keyOf({ file, index }: PenRecording): string {
  return `${basename(file)}#${index}`;
}
