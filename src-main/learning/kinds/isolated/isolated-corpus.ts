import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../contract/alerts.ts';
import { type OnProblem, readRecordings } from '../../../data/recording.ts';
import { withoutHeldEnd } from '../../../recognizer/decoding/single-character.ts';
import { resampleUniform } from '../../../signal/resample.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import { repositoryRoot } from '../../recipes/recipe-files.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import type { IsolatedRecipe } from './isolated-recipe.ts';

export interface IsolatedCorpus {
  readonly recordings: readonly LabeledWindow[];
  readonly sha256: string;
  /** Recordings without a label of one character of the alphabet. */
  readonly passedOver: number;
}

/** The project's own data, where there are any; a checkout of the program has none. */
const dataFolder = join(repositoryRoot, '..', 'shared', 'data', 'pens');

/**
 * @param file instead of that which the recipe names
 * @throws UserError `training-data` when there is none, or it holds too little
 */
export async function loadIsolatedCorpus(
  recipe: IsolatedRecipe,
  file = join(dataFolder, recipe.data.recordings),
  onProblem?: OnProblem,
): Promise<IsolatedCorpus> {
  await access(file).catch((cause: unknown) => {
    throw new UserError(
      'training-data',
      `The recipe “${recipe.name}” trains on recordings that are not here: ${file}.`,
      'Give labelled recordings of single characters with --data FILE (NDJSON, one a line; docs/formats/recordings.md).',
      { cause },
    );
  });
  const alphabet = new Set(recipe.alphabet);
  const recordings: LabeledWindow[] = [];
  let passedOver = 0;
  for await (const recording of readRecordings(file, onProblem ? { onProblem } : {})) {
    const { label, timesMs, values, mask } = recording;
    const text = label?.normalize('NFC') ?? '';
    if (!alphabet.has(text)) {
      passedOver += 1;
      continue;
    }
    const window = withoutHeldEnd(resampleUniform(timesMs, values, mask, recipe.rateHz));
    recordings.push({ text, window, spans: [{ character: text, start: 0, end: window.length }] });
  }
  if (recordings.length < recipe.crossValidation.folds) {
    throw new UserError(
      'training-data',
      `${file} has ${recordings.length} recordings of one character of the alphabet, fewer than the ${recipe.crossValidation.folds} folds.`,
      'Give more recordings with a “label” of one character each.',
    );
  }
  const sha256 = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  return { recordings, sha256, passedOver };
}

/**
 * Divides recordings by label: those of each label are shuffled and dealt to the folds, and dealing
 * goes on where it stopped with the label before, so that folds are of one size.
 * @returns the fold of each recording, from 0
 */
export function dealIntoFolds(labels: readonly string[], folds: number, seed: number): number[] {
  const fold = new Array<number>(labels.length).fill(0);
  let next = 0;
  for (const label of [...new Set(labels)].sort()) {
    const own = labels.flatMap((one, index) => (one === label ? [index] : []));
    for (const index of new RandomGenerator(`${seed}/folds/${label}`).shuffle(own)) {
      fold[index] = next++ % folds;
    }
  }
  return fold;
}
