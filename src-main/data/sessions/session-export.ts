import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { channelCount, channels } from '../../contract/sensors.ts';
import { replaceFile, writeFileAtomic } from '../files/atomic-file.ts';
import { makeFolder } from '../files/make-folder.ts';
import { onhwFiles } from '../formats/onhw.ts';
import { writePens } from '../formats/pens-writer.ts';
import { readRecordings, type ReadOptions } from '../recording.ts';
import type { RecordedSamples } from './sample-block.ts';
import { eventPayload } from './session-format.ts';
import { readSession } from './session-reader.ts';
import { digipenCounts, unitFactor } from '../formats/units.ts';

/**
 * Writes the pieces of a session (or the whole of it, when it has none) in the pens format.
 * @returns how many recordings were written. @throws UserError
 */
export function exportPens(
  session: string,
  file: string,
  options: ReadOptions = {},
): Promise<number> {
  return writePens(file, readRecordings(session, options));
}

export interface OnhwExport {
  readonly samples: number;
  readonly labels: number;
}

/**
 * Writes a session as an OnHW folder: every sample in the DigiPen's counts (not cut to its range),
 * the pieces with their text as corrected, else as read, and a calibration that changes nothing.
 * Sensors that the pen does not have are zeros. `Millis` is the device time from the first sample,
 * `Time` counts sample periods, so that lost samples show.
 * @throws UserError
 */
export async function exportOnhw(session: string, folder: string): Promise<OnhwExport> {
  await makeFolder(folder);
  const table = new OnhwTable(session, await samplePeriod(session));
  await replaceFile(join(folder, onhwFiles.samples), (temporary) =>
    pipeline(Readable.from(table.text()), createWriteStream(temporary)),
  );
  const labels = [...table.labels.values()].filter(({ text }) => text !== '');
  const lines = labels.map(({ text, start, stop }) => `${text};${start};${stop}\n`);
  await writeFileAtomic(join(folder, onhwFiles.labels), `label;start;stop\n${lines.join('')}`);
  await writeFileAtomic(join(folder, onhwFiles.calibration), neutralCalibration);
  return { samples: table.samples, labels: labels.length };
}

const header =
  'Millis;Acc1 X;Acc1 Y;Acc1 Z;Acc2 X;Acc2 Y;Acc2 Z;Gyro X;Gyro Y;Gyro Z;Mag X;Mag Y;Mag Z;Force;Time\n';
const neutralCalibration = `${['smx', 'smy', 'smz'].map((key) => `${key}:1\n`).join('')}${[
  ...['bmx', 'bmy', 'bmz'],
  ...['bgx', 'bgy', 'bgz'],
]
  .map((key) => `${key}:0\n`)
  .join('')}`;
const countsPerUnit = channels.map(({ sensor }) => 1 / unitFactor(sensor, digipenCounts)!);

/** The rows of `sensor_data.csv` as text, and the labels that were met on the way. */
class OnhwTable {
  readonly labels = new Map<number, { text: string; start: number; stop: number }>();
  samples = 0;
  /** Adds to a device time to give Millis; changes when the pen starts counting anew. */
  #offsetMs: number | undefined;
  #lastMs = 0;
  #lastArrivalMs = 0;
  #counter = -1;

  constructor(
    private readonly session: string,
    private readonly periodMs: number,
  ) {}

  async *text(): AsyncGenerator<string> {
    yield header;
    for await (const record of readSession(this.session, { types: ['samples', 'event'] })) {
      if (record.type === 'samples') yield this.#rows(record.samples);
      if (record.type !== 'event') continue;
      const segment = eventPayload(record.event, 'segment');
      if (segment?.committed) {
        this.#label(segment.id, segment.recognition.text, segment.startMs, segment.endMs);
      }
      const correction = eventPayload(record.event, 'correction');
      const piece = correction && this.labels.get(correction.id);
      if (piece) piece.text = oneLine(correction.text);
    }
  }

  #rows({ count, timesMs, arrivalsMs, values }: RecordedSamples): string {
    let text = '';
    for (let row = 0; row < count; row++) {
      const millis = this.#millis(timesMs[row]!, arrivalsMs[row]!);
      // Two samples never have the same count, however close they are.
      this.#counter = Math.max(this.#counter + 1, Math.round(millis / this.periodMs));
      text += String(Math.round(millis));
      for (let channel = 0; channel < channelCount; channel++) {
        const value = values[row * channelCount + channel]! * countsPerUnit[channel]!;
        text += `;${Math.round(value)}`;
      }
      text += `;${this.#counter}\n`;
    }
    this.samples += count;
    return text;
  }

  #millis(timeMs: number, arrivalMs: number): number {
    const passedMs = Math.max(this.periodMs, arrivalMs - this.#lastArrivalMs);
    this.#offsetMs ??= -timeMs;
    if (timeMs + this.#offsetMs < this.#lastMs) {
      this.#offsetMs = this.#lastMs + passedMs - timeMs;
    }
    this.#lastMs = timeMs + this.#offsetMs;
    this.#lastArrivalMs = arrivalMs;
    return this.#lastMs;
  }

  #label(id: number, text: string, startMs: number, endMs: number): void {
    const offset = this.#offsetMs ?? 0;
    const start = Math.floor(startMs + offset);
    this.labels.set(id, { text: oneLine(text), start, stop: Math.ceil(endMs + offset) });
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Median time between the first samples; ms. 10 for a session with fewer than two. */
async function samplePeriod(session: string): Promise<number> {
  const periods: number[] = [];
  for await (const record of readSession(session, { types: ['samples'] })) {
    if (record.type !== 'samples') continue;
    const { timesMs, count } = record.samples;
    for (let row = 1; row < count; row++) {
      const period = timesMs[row]! - timesMs[row - 1]!;
      if (period > 0) periods.push(period);
    }
    if (periods.length >= 1000) break;
  }
  periods.sort((a, b) => a - b);
  return periods[periods.length >> 1] ?? 10;
}
