import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../contract/alerts.ts';
import type { Alphabet } from '../../../contract/alphabet.ts';
import { readRecordings } from '../../../data/recording.ts';
import { resampleUniform } from '../../../signal/resample.ts';
import { repositoryRoot } from '../../recipes/recipe-files.ts';
import { alphabetOf, type Recipe } from './digits-recipe.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import { splitByLabel, type Split } from '../../samples/split.ts';

/** Labelled recordings, divided. The parts never share a recording. */
export interface Corpus {
  readonly training: readonly LabeledWindow[];
  readonly validation: readonly LabeledWindow[];
  readonly test: readonly LabeledWindow[];
  readonly origin: CorpusOrigin;
}

/** What is needed to tell whether two runs saw the same data. */
export interface CorpusOrigin {
  readonly file: string;
  readonly sha256: string;
  /** Usable recordings. */
  readonly recordings: number;
  /** Recordings without a label, or with a character that the alphabet lacks. */
  readonly passedOver: number;
  /** Damaged lines of the file. */
  readonly problems: number;
}

/** Where the project's own data lie when there are any; a checkout of the program has none. */
const dataFolders = [join(repositoryRoot, '..', 'shared', 'data', 'pens')];

/**
 * @param dataFile instead of the file that the recipe names
 * @throws UserError `training-data` saying which file is missing and how to name one's own
 */
export async function findDataFile(recipe: Recipe, dataFile?: string): Promise<string> {
  const candidates =
    dataFile === undefined
      ? dataFolders.map((folder) => join(folder, recipe.recordings.file))
      : [dataFile];
  for (const candidate of candidates) {
    const found = await access(candidate).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  throw new UserError(
    'training-data',
    `The recipe “${recipe.name}” trains on recordings that are not here: ${candidates.join(', ')}.`,
    'Give labelled recordings of your own with --data FILE (NDJSON, one recording a line; docs/formats/recordings.md).',
  );
}

/** @throws UserError when the file cannot be read or holds too little. */
export async function loadCorpus(recipe: Recipe, file: string): Promise<Corpus> {
  const { samples, passedOver, problems } = await readLabeled(
    file,
    alphabetOf(recipe),
    recipe.rateHz,
  );
  const split = splitByLabel(
    samples.map(({ text }) => text),
    recipe.recordings,
    recipe.seed,
  );
  const part = (name: keyof Split) => split[name].map((index) => samples[index]!);
  const parts = {
    training: part('training'),
    validation: part('validation'),
    test: part('test'),
  };
  for (const name of ['training', 'validation', 'test'] as const) {
    if (parts[name].length > 0) continue;
    throw new UserError(
      'training-data',
      `${file} has ${samples.length} usable recordings: nothing is left for the ${name} part.`,
      'Use at least three recordings for every label.',
    );
  }
  const sha256 = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  return { ...parts, origin: { file, sha256, recordings: samples.length, passedOver, problems } };
}

async function readLabeled(file: string, alphabet: Alphabet, rateHz: number) {
  const samples: LabeledWindow[] = [];
  let passedOver = 0;
  let problems = 0;
  const recordings = readRecordings(file, {
    onProblem: () => {
      problems += 1;
    },
  });
  for await (const { label, timesMs, values, mask } of recordings) {
    const characters = Array.from(label ?? '');
    if (characters.length === 0 || characters.some((one) => !alphabet.includes(one))) {
      passedOver += 1;
      continue;
    }
    const window = resampleUniform(timesMs, values, mask, rateHz);
    const [character] = characters;
    samples.push({
      window,
      text: characters.join(''),
      spans:
        characters.length === 1 ? [{ character: character!, start: 0, end: window.length }] : [],
    });
  }
  return { samples, passedOver, problems };
}
