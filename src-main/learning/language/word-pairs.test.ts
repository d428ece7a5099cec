import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../data/testing.ts';
import { resolveLanguage } from '../../recognizer/language/language-library.ts';
import { tinyLanguage } from '../../recognizer/language/tiny.testing.ts';
import { buildLanguageFolder } from './build-language.ts';
import { estimateFollowers, readWordPairs, type WordPair } from './word-pairs.ts';

const folder = await temporaryFolder();

// Words in the list: the 0.5, cat 0.25, don 0.125, know 0.125.
const arpa = `\\data\\
ngram 1=5
ngram 2=6
ngram 3=1

\\1-grams:
-99\t<s>\t-0.3
-0.3010\tthe\t-0.3
-0.6021\tcat
-0.9031\tdon't\t-0.1
-0.9031\tknow

\\2-grams:
-0.1549\tthe\tcat\t-0.2
-0.3010\tdon't\tknow
-0.6021\t<s>\tdon't
-1.3010\tcat\tthe
-0.5\tthe\tzebra
-1\tzebra\tthe

\\3-grams:
-0.1\t<s>\tthe\tcat

\\end\\
`;

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const language = tinyLanguage({ the: 4, cat: 2, "don't": 1, know: 1 });
const numberOf = (word: string) =>
  language.words.numberOf(Array.from(word, (letter) => language.letters.indexOf(letter) + 1));

test('pairs are those of the model, in probabilities, whatever follows them', async () => {
  const pairs: WordPair[] = [];
  for await (const pair of readWordPairs(await fileOf('a.arpa', arpa))) pairs.push(pair);
  expect(pairs).toHaveLength(6);
  expect(pairs[0]).toMatchObject({ before: 'the', word: 'cat' });
  expect(pairs[0]!.weight).toBeCloseTo(0.5, 3);
  expect(pairs[0]!.share).toBeCloseTo(0.7, 3);
  expect(pairs[2]).toMatchObject({ before: '', word: "don't", weight: 1 });
});

test('shares are what frequency does not tell; words are cut as those of the list', async () => {
  const followers = await estimateFollowers(language, readWordPairs(await fileOf('a.arpa', arpa)));
  const found = [...followers.all()];
  const of = (before: number, word: number) =>
    found.find((one) => one.before === before && one.word === word)?.share;
  // “don't” counts for “don” and “t”: all in all 9 in the list, of which “cat” has 2.
  const cat = 2 / 9;
  expect(of(numberOf('the'), numberOf('cat'))).toBeCloseTo(0.7 - (0.3 / (1 - cat)) * cat, 3);
  expect(of(numberOf('t'), numberOf('know'))).toBeDefined();
  expect(of(followers.sentenceStart, numberOf('don'))).toBeDefined();
  // Less than its frequency tells; and a word that no list has.
  expect(of(numberOf('cat'), numberOf('the'))).toBeUndefined();
  expect(found).toHaveLength(3);
});

test('only the pairs that tell most are kept', async () => {
  const pairs = readWordPairs(await fileOf('a.arpa', arpa));
  expect([...(await estimateFollowers(language, pairs, 1)).all()]).toHaveLength(1);
});

test('a dictionary is built with them, and its card says so', async () => {
  const words = await fileOf('words.txt', 'the 4\ncat 2\nknow 1\n');
  const ngrams = await fileOf('b.arpa', arpa);
  const built = await buildLanguageFolder(join(folder, 'tiny'), { name: 'tiny', words, ngrams });
  expect(built.pairs).toBe(1);
  const opened = await resolveLanguage('tiny', { folders: [folder] });
  expect([...opened.followers!.all()]).toHaveLength(1);
  expect(opened.source).toContain('n-gram model');
});

test('what is no such model is said', async () => {
  const read = async (path: string) => {
    for await (const pair of readWordPairs(path)) expect(pair).toBeDefined();
  };
  for (const path of [await fileOf('none.txt', 'the cat\n'), join(folder, 'absent.arpa')]) {
    await expect(read(path)).rejects.toMatchObject({ code: 'language-pairs' });
  }
});
