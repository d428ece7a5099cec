import { readFile } from 'node:fs/promises';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { errorCode, fileError } from '../files/file-errors.ts';
import { writerFolders, type WritersHome } from './writer-folders.ts';

const longestWord = 60;

/** The writer's own words, one a line, in the order in which they came. @throws UserError */
export async function readDictionary(home: WritersHome, id: string): Promise<string[]> {
  const { dictionary } = writerFolders(home, id);
  const text = await readFile(dictionary, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw fileError(error, dictionary, 'read');
  });
  return unique(text.split('\n').flatMap(wordsOf));
}

/** Adds the words of a text that are not there yet. @returns all words. @throws UserError */
export async function addToDictionary(
  home: WritersHome,
  id: string,
  text: string,
): Promise<string[]> {
  const known = await readDictionary(home, id);
  const words = unique([...known, ...wordsOf(text)]);
  if (words.length > known.length) await writeDictionary(home, id, words);
  return words;
}

/** Replaces the whole list. @returns as it is kept. @throws UserError */
export async function writeDictionary(
  home: WritersHome,
  id: string,
  words: readonly string[],
): Promise<string[]> {
  const kept = unique(words.flatMap(wordsOf));
  await writeFileAtomic(
    writerFolders(home, id).dictionary,
    kept.map((word) => `${word}\n`).join(''),
  );
  return kept;
}

/** The words of a text: what stands between blanks and punctuation and holds a letter. */
function wordsOf(text: string): string[] {
  return text
    .normalize('NFC')
    .split(/[^\p{L}\p{N}'’-]+/u)
    .map((word) => word.replace(/^['’-]+|['’-]+$/gu, ''))
    .filter((word) => /\p{L}/u.test(word) && word.length <= longestWord);
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
