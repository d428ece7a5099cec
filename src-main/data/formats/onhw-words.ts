import { access, open, readdir, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { channelCount, channels, type SensorKind } from '../../contract/sensors.ts';
import { tabulate } from './columns.ts';
import { fileError } from '../files/file-errors.ts';
import type { OnProblem, PenRecording } from './pen-recording.ts';
import { isStoredArray, readPickle, type PickleValue } from './pickle/read-pickle.ts';
import { numbersOf, type StoredArray } from './pickle/stored-array.ts';
import { convertUnits, digipenCounts, medianMagnitude, type SensorUnits } from './units.ts';

/** Classes of the labels; one more is what they are padded with. */
export const onhwAlphabet = Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÄÖÜäöüß',
);
const padding = onhwAlphabet.length;

const parts = {
  'all_x_dat_train_imu.pkl': {
    labels: 'all_train_gt.pkl',
    writers: 'train_ids.pkl',
    givenPart: 'training',
  },
  'all_x_dat_val_imu.pkl': {
    labels: 'all_val_gt.pkl',
    writers: 'val_ids.pkl',
    givenPart: 'held-out',
  },
} as const;
type SamplesFile = keyof typeof parts;

/** Whether a file holds the samples of a part of OnHW-words500, by its name. */
export function isOnhwSamples(path: string): boolean {
  return basename(path) in parts;
}

/** The parts of a fold, by the names of the files in its folder. */
export function onhwSamplesIn(names: readonly string[]): string[] {
  return Object.keys(parts).filter((name) => names.includes(name));
}

/**
 * Folders that would only say once more what another one says: each fold holds all recordings,
 * divided otherwise, and so do the writer-dependent division and the writer-independent one.
 * @param folder in which the names stand
 * @returns the names to be read, the first of each kind
 */
export async function withoutRepeatedFolds(
  folder: string,
  names: readonly string[],
): Promise<string[]> {
  const numbered = names.filter((name) => /^(fold_?)?\d$/i.test(name));
  const folds: string[] = [];
  for (const name of numbered) {
    const inside = await readdir(join(folder, name)).catch(() => []);
    if (onhwSamplesIn(inside).length > 0) folds.push(name);
  }
  return names.filter((name) => {
    if (folds.includes(name)) return name === folds[0];
    const other = name.replace(/^(.*words500)_dep(?=_|$)/i, '$1_indep');
    return other === name || !names.includes(other);
  });
}

/**
 * One part of a fold of OnHW-words500: samples in a pickle of T × 13 arrays, labels as padded
 * classes, writers as numbers. Only one recording is in memory at a time. The hand follows from the
 * name of the data set (`_L`, `_R`); 100 Hz.
 * @throws UserError `pickle-damaged`, `onhw-parts` when the files do not belong together
 */
export async function* readOnhwWords(
  path: string,
  onProblem: OnProblem,
): AsyncGenerator<PenRecording> {
  const part = parts[basename(path) as SamplesFile];
  const samples = readPickle(path);
  if (!isList(samples)) {
    throw new UserError(
      'pickle-damaged',
      `${path} holds no list of recordings.`,
      'Give the files of OnHW-words500 as they were published.',
    );
  }
  const besides = (name: string) =>
    readBeside(join(dirname(path), name), path, samples.length, onProblem);
  const labels = await besides(part.labels);
  const writers = await besides(part.writers);
  const hand = handOf(path);
  const file = await open(path, 'r').catch((error: unknown) => {
    throw fileError(error, path, 'read');
  });
  try {
    for (const [index, sample] of samples.entries()) {
      const tell = (message: string, skipped: boolean) =>
        onProblem({ file: path, message: `Recording ${index}: ${message}`, skipped });
      if (!isStoredArray(sample) || sample.shape.length !== 2) {
        tell('It is no table of numbers.', true);
        continue;
      }
      const numbers = await numbersOf(sample, file);
      const readings = readingsOf(sample, numbers, tell);
      if (!readings) continue;
      const label = labelOf(labels?.[index], tell);
      const writer = writers?.[index];
      yield {
        file: path,
        index,
        ...(label !== undefined && { label }),
        ...(writer !== undefined && { writer: String(writer) }),
        ...(hand && { hand }),
        givenPart: part.givenPart,
        ...readings,
      };
    }
  } finally {
    await file.close();
  }
}

function readingsOf(
  { shape: [rows, width] }: StoredArray,
  numbers: Float64Array,
  tell: (message: string, skipped: boolean) => void,
): Pick<PenRecording, 'mask' | 'timesMs' | 'values' | 'lossyUnits'> | undefined {
  if (width !== channelCount) {
    tell(`It has ${width} columns instead of ${channelCount}.`, true);
    return undefined;
  }
  const columns = new Map(
    channels.map((_, channel) => [
      channel,
      Float64Array.from({ length: rows! }, (_, row) => numbers[row * channelCount + channel]!),
    ]),
  );
  const table = tabulate({ columns }, (message) => tell(message, false));
  if (!table) {
    tell('It holds no usable samples.', true);
    return undefined;
  }
  const lossyUnits = convertUnits(table.values, table.mask, unitsOf(table.values, table.mask));
  return { ...table, ...(lossyUnits && { lossyUnits: true }) };
}

/** The files hold what the pen counted; whoever converted them first has their units guessed. */
function unitsOf(values: Float32Array, mask: number): SensorUnits {
  const gravity = medianMagnitude(values, mask, 0);
  // 32768 counts are 2 g; a resting hand feels one.
  if (!(gravity > 8192 && gravity < 32_768)) return {};
  const units: Partial<Record<SensorKind, string>> = {};
  for (const { sensor } of channels) units[sensor] = digipenCounts;
  return units;
}

function handOf(path: string): 'left' | 'right' | undefined {
  const letter = /words500\w*_([LR])$/i.exec(basename(dirname(dirname(path))))?.[1]?.toUpperCase();
  return letter === undefined ? undefined : letter === 'L' ? 'left' : 'right';
}

/** The list in a file beside the samples; undefined when it is not there. */
async function readBeside(
  path: string,
  samplesPath: string,
  count: number,
  onProblem: OnProblem,
): Promise<readonly PlainValue[] | undefined> {
  if (!(await access(path).then(yes, no))) {
    const message = `${basename(path)} is missing: labels or writers of the recordings are not known.`;
    onProblem({ file: samplesPath, message, skipped: false });
    return undefined;
  }
  const value = readPickle(path);
  const file = await open(path, 'r').catch((error: unknown) => {
    throw fileError(error, path, 'read');
  });
  const list = await plainOf(value, file).finally(() => file.close());
  if (Array.isArray(list) && list.length === count) return list as readonly PlainValue[];
  throw new UserError(
    'onhw-parts',
    `${path} has ${Array.isArray(list) ? list.length : 'no'} entries, ${samplesPath} has ${count}.`,
    'The files of a fold belong together: unpack the archive of the data set again.',
  );
}

function isList(value: PickleValue): value is readonly PickleValue[] {
  return Array.isArray(value);
}

const yes = () => true;
const no = () => false;

type PlainValue = number | string | readonly PlainValue[];

/** Lists and arrays as lists of numbers. */
async function plainOf(value: PickleValue, file: FileHandle): Promise<PlainValue> {
  if (isList(value)) {
    const list: PlainValue[] = [];
    for (const item of value) list.push(await plainOf(item, file));
    return list;
  }
  if (!isStoredArray(value)) return typeof value === 'string' ? value : Number(value);
  const numbers = Array.from(await numbersOf(value, file));
  const [count = 0, ...inner] = value.shape;
  if (inner.length === 0) return value.shape.length === 0 ? numbers[0]! : numbers;
  const size = numbers.length / Math.max(1, count);
  return Array.from({ length: count }, (_, row) => numbers.slice(row * size, (row + 1) * size));
}

/** Classes without their padding as text; some published copies hold texts instead. */
function labelOf(
  value: PlainValue | undefined,
  tell: (message: string, skipped: boolean) => void,
): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  const classes = typeof value === 'number' ? [value] : [...value];
  while (classes.at(-1) === padding) classes.pop();
  const characters = classes.map((one) => onhwAlphabet[Number(one)]);
  if (characters.length > 0 && !characters.includes(undefined)) return characters.join('');
  tell(`Its label ${classes.join(' ') || 'is empty and'} is none of the data set's.`, false);
  return undefined;
}
