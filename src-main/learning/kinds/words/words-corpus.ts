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
import { loadPeople, peopleOf, type People, type SentPeople } from './people.ts';
import { readWordList, type WordList } from './word-texts.ts';
import { splitWriters, type WriterSplit } from './writer-split.ts';

/** Handwriting to train on and to judge by. */
export interface WordsCorpus {
  /** Writers of single characters, divided. */
  readonly writers: WriterSplit<WriterHand>;
  /** Writers of whole words; their words are divided by the rule for held-out words. */
  readonly written: HandwritingCorpus;
  /** Many people who wrote words, divided; nobody where the recipe names none. */
  readonly people?: People;
  /** The same, to be sent to threads: they need not read the files again. */
  readonly sentPeople?: SentPeople;
  readonly moreWords: WordList;
}

/** The project's own data, where there are any; a checkout of the program has none. */
const dataFolder = join(repositoryRoot, '..', 'shared', 'data');

const keys = ['characters', 'words', 'moreWords'] as const;
type Key = (typeof keys)[number];
/** Paths by what the recipe calls them; those of people by their own names. */
export type WordsFiles = Readonly<Record<Key, string> & Partial<Record<string, string>>>;

/** What the files of a recipe are called, and where they lie below the data folder. */
function namedFiles({ data }: WordsRecipe): [string, string][] {
  return [
    ...keys.map((key): [string, string] => [key, data[key]]),
    ...(data.people?.files ?? []).map((file): [string, string] => [file, file]),
  ];
}

/** The path below the data folder of what `WordsFiles` names. */
export function fileNamed(recipe: WordsRecipe, name: string): string {
  return new Map(namedFiles(recipe)).get(name) ?? name;
}

/** @throws UserError `training-data` naming what is missing */
export async function findWordsFiles(
  recipe: WordsRecipe,
  folder = dataFolder,
): Promise<WordsFiles> {
  const named = namedFiles(recipe).map(([name, file]) => [name, join(folder, file)] as const);
  for (const [, file] of named) {
    await access(file).catch((cause: unknown) => {
      throw new UserError(
        'training-data',
        `The recipe “${recipe.name}” trains on data that are not here: ${file}.`,
        `Name a folder with --data that holds ${namedFiles(recipe)
          .map(([, name]) => name)
          .join(', ')}.`,
        { cause },
      );
    });
  }
  return Object.fromEntries(named) as unknown as WordsFiles;
}

/**
 * @param known people whom another thread has read already
 * @throws UserError when a file cannot be read or holds too little
 */
export async function loadWordsCorpus(
  recipe: WordsRecipe,
  files: WordsFiles,
  known?: SentPeople,
): Promise<WordsCorpus> {
  const characters = await openHandwriting(files.characters);
  const alphabet = new Set<string>(alphabets[recipe.alphabet]);
  const { data, writers, seed } = recipe;
  const sentPeople =
    known ??
    (data.people &&
      (await loadPeople(
        data.people.files.map((name) => files[name]!),
        { without: data.people.without, shares: writers.people!, seed, alphabet },
      )));
  return {
    writers: splitWriters(characters.writers, writers, seed),
    written: await openHandwriting(files.words),
    ...(sentPeople && { people: peopleOf(sentPeople), sentPeople }),
    moreWords: await readWordList(files.moreWords, alphabet),
  };
}

/** sha256 by file: what is needed to tell whether two runs saw the same data. */
export async function hashesOf(files: WordsFiles): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const [key, file] of Object.entries(files)) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file!)) hash.update(chunk as Buffer);
    hashes[key] = hash.digest('hex');
  }
  return hashes;
}
