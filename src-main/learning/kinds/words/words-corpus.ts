import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../contract/alerts.ts';
import type { HandwritingCorpus } from '../../../simulator/composition/handwriting-corpus.ts';
import type { WriterHand } from '../../../simulator/composition/writer-hand.ts';
import { alphabets } from '../../../contract/alphabet.ts';
import { repositoryRoot } from '../../recipes/recipe-files.ts';
import { openHandwriting } from '../../samples/simulated-handwriting.ts';
import type { WordsRecipe } from './words-recipe.ts';
import { readWordList, type WordList } from './word-texts.ts';
import { splitWriters, type WriterSplit } from './writer-split.ts';

/** Handwriting to train on and to judge by. */
export interface WordsCorpus {
  /** Writers of single characters, divided. */
  readonly writers: WriterSplit<WriterHand>;
  /** Writers of whole words; their words are divided by the rule for held-out words. */
  readonly written: HandwritingCorpus;
  readonly moreWords: WordList;
}

/** The project's own data, where there are any; a checkout of the program has none. */
const dataFolder = join(repositoryRoot, '..', 'shared', 'data');

const keys = ['characters', 'words', 'moreWords'] as const;
export type WordsFiles = Readonly<Record<(typeof keys)[number], string>>;

/** @throws UserError `training-data` naming what is missing */
export async function findWordsFiles(
  recipe: WordsRecipe,
  folder = dataFolder,
): Promise<WordsFiles> {
  const files = Object.fromEntries(
    keys.map((key) => [key, join(folder, recipe.data[key])]),
  ) as unknown as WordsFiles;
  for (const file of Object.values(files)) {
    await access(file).catch((cause: unknown) => {
      throw new UserError(
        'training-data',
        `The recipe “${recipe.name}” trains on data that are not here: ${file}.`,
        `Name a folder with --data that holds ${keys.map((key) => recipe.data[key]).join(', ')}.`,
        { cause },
      );
    });
  }
  return files;
}

/** @throws UserError when a file cannot be read or holds too little */
export async function loadWordsCorpus(
  recipe: WordsRecipe,
  files: WordsFiles,
): Promise<WordsCorpus> {
  const characters = await openHandwriting(files.characters);
  return {
    writers: splitWriters(characters.writers, recipe.writers, recipe.seed),
    written: await openHandwriting(files.words),
    moreWords: await readWordList(files.moreWords, new Set(alphabets[recipe.alphabet])),
  };
}

/** sha256 by file: what is needed to tell whether two runs saw the same data. */
export async function hashesOf(files: WordsFiles): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const key of keys) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(files[key])) hash.update(chunk as Buffer);
    hashes[key] = hash.digest('hex');
  }
  return hashes;
}
