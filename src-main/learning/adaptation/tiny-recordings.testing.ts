import { writeFile } from 'node:fs/promises';
import { channelCount, channelNames } from '../../contract/sensors.ts';
import { saveModel } from '../../recognizer/model/package.ts';
import type { LabeledWindow } from '../samples/sample.ts';
import { tinyModel } from './tiny-adaptation.testing.ts';

/** A recording in the pens format. */
export function lineOf({ text, window }: LabeledWindow): object {
  const series = channelNames.map((name, channel) => [
    name,
    Array.from({ length: window.length }, (_, row) => window.values[row * channelCount + channel]),
  ]);
  return {
    label: text,
    rate_hz: window.rateHz,
    series: Object.fromEntries(series) as object,
  };
}

export async function writeTinyRecordings(
  file: string,
  takes: readonly (LabeledWindow | object)[],
): Promise<string> {
  const lines = takes.map((take) => JSON.stringify('window' in take ? lineOf(take) : take));
  await writeFile(file, lines.join('\n'));
  return file;
}

/** The model that reads the usual hand, as a folder. */
export async function writeTinyModel(folder: string): Promise<void> {
  const { manifest, weights } = await tinyModel();
  const { name, title, description, rateHz, channels, alphabet, normalization, network } = manifest;
  await saveModel(folder, {
    manifest: { name, title, description, rateHz, channels, alphabet, normalization, network },
    weights,
  });
}
