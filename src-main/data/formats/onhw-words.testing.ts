import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { channelCount, channels } from '../../contract/sensors.ts';
import { onhwAlphabet } from './onhw-words.ts';
import { pickle, type NumpyArray } from './pickle/write-pickle.testing.ts';
import { digipenCounts, unitFactor } from './units.ts';

export interface OnhwSample {
  readonly label: string;
  readonly writer: number;
  /** n × 13 in the units of the channel table. */
  readonly values: Float32Array;
}

/** Where the longest word of the data set ends. */
const labelLength = 19;
const countsPerUnit = channels.map(({ sensor }) => 1 / unitFactor(sensor, digipenCounts)!);

/** Writes one fold as OnHW-words500 was published: counts of the pen as float64. */
export async function writeOnhwFold(
  folder: string,
  { train, val }: { readonly train: readonly OnhwSample[]; readonly val: readonly OnhwSample[] },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, samples] of [
    ['train', train],
    ['val', val],
  ] as const) {
    const file = (stem: string) => join(folder, `${stem}.pkl`);
    await writeFile(file(`all_x_dat_${name}_imu`), pickle(samples.map(arrayOf)));
    await writeFile(file(`all_${name}_gt`), pickle(samples.map(classesOf)));
    await writeFile(file(`${name}_ids`), pickle(samples.map(({ writer }) => writer)));
  }
}

function arrayOf({ values }: OnhwSample): NumpyArray {
  return {
    shape: [values.length / channelCount, channelCount],
    type: 'f8',
    numbers: Array.from(values, (value, at) =>
      Math.round(value * countsPerUnit[at % channelCount]!),
    ),
  };
}

function classesOf({ label }: OnhwSample): number[] {
  const classes = Array.from(label, (character) => onhwAlphabet.indexOf(character));
  const padding = onhwAlphabet.length;
  return [...classes, ...new Array<number>(labelLength - classes.length).fill(padding)];
}
