import { expect, test } from 'vitest';
import type { UserError } from '../../contract/alerts.ts';
import { packLanguage, unpackLanguage } from './language-file.ts';
import { buildLanguage, consistsOfWords, withoutWords, withWords } from './language.ts';
import { tinyLanguage } from './tiny.testing.ts';

const language = tinyLanguage({ the: 1000, then: 50, "don't": 20, Paris: 30, über: 7, he: 3 });

/** The code of each letter. */
function coded(word: string, { letters } = language): number[] {
  return Array.from(word, (letter) => letters.indexOf(letter) + 1);
}

test('words are cut at what is no letter, folded and counted', () => {
  expect(language.letters).toEqual([...new Set('thenparisdoübt')].sort());
  const words = new Map(
    Array.from(language.words.words(), ({ codes, capital, weight }) => [
      codes.map((code) => language.letters[code - 1]).join(''),
      { capital, weight },
    ]),
  );
  expect(words.get('paris')).toEqual({ capital: true, weight: 30 });
  expect(words.get('don')).toEqual({ capital: false, weight: 20 });
  expect(words.get('über')).toEqual({ capital: false, weight: 7 });
  expect(words.size).toBe(7);
});

test('masses of the tree are those of the words below', () => {
  const { tree, smallMass } = language.words;
  let node = 0;
  for (const [letter, mass] of [
    ['t', 1070],
    ['h', 1050],
    ['e', 1050],
    ['n', 50],
  ] as const) {
    node = tree.find(node, coded(letter)[0]!);
    expect(smallMass[node]).toBe(mass);
  }
  // Root: everything that the list has in small letters.
  expect(smallMass[0]).toBe(1000 + 50 + 20 + 20 + 7 + 3);
});

test('what is of the words: marks and capitals do not matter, numbers do', () => {
  expect(consistsOfWords(language, 'The Paris, then!')).toBe(true);
  expect(consistsOfWords(language, 'thex')).toBe(false);
  expect(consistsOfWords(language, 'the 7')).toBe(false);
  expect(consistsOfWords(language, '?')).toBe(false);
});

test('the most frequent words are kept; equal ones in the order of their letters', () => {
  const origin = { title: '', source: '', licence: '' };
  const list = ['b', 'c', 'a'].map((word) => ({ word, count: 1 }));
  const built = buildLanguage('x', origin, list, { mostWords: 2 });
  expect(built.letters).toEqual(['a', 'b']);
  expect(() => buildLanguage('x', origin, [{ word: '12', count: 3 }])).toThrow(RangeError);
});

test('words can be taken out, of tree and n-grams alike', () => {
  const rest = withoutWords(language, (word) => word.startsWith('the'));
  expect(rest.words.has(coded('he', rest))).toBe(true);
  expect([...rest.words.words()].length).toBe(5);
  const same = tinyLanguage({ "don't": 20, Paris: 30, über: 7, he: 3 });
  expect(rest.characters).toEqual(same.characters);
});

test('a file holds the language; weights to a few per cent, sums exactly', () => {
  const unpacked = unpackLanguage(packLanguage(language), 'the test');
  expect({ ...unpacked, words: 0, characters: 0 }).toEqual({
    ...language,
    words: 0,
    characters: 0,
  });
  expect(unpacked.words.tree).toEqual(language.words.tree);
  language.words.small.forEach((weight, node) => {
    const ratio = unpacked.words.small[node]! / weight;
    if (weight > 0) expect(Math.abs(Math.log(ratio))).toBeLessThan(0.045);
    else expect(unpacked.words.small[node]).toBe(0);
  });
  for (const word of ['the', 'thor', 'xyz', 'paris']) {
    const codes = coded(word).map((code) => code || 1);
    const [before, after] = [language, unpacked].map(({ characters }) =>
      characters.wordLogProbability(codes),
    );
    expect(Math.abs(before! - after!)).toBeLessThan(0.3);
  }
  let sum = 0;
  for (let code = 0; code <= language.letters.length; code += 1) {
    sum += unpacked.characters.probability(unpacked.characters.start, code);
  }
  expect(sum).toBeCloseTo(1, 5);
});

test('the same list gives the same bytes', () => {
  const again = tinyLanguage({ he: 3, über: 7, Paris: 30, "don't": 20, then: 50, the: 1000 });
  expect(Buffer.from(packLanguage(again)).equals(packLanguage(language))).toBe(true);
});

test('damage and files of the future are said', () => {
  const file = packLanguage(language);
  const damaged = file.slice();
  damaged[40]! ^= 255;
  for (const bytes of [damaged, file.slice(0, 100), new Uint8Array(0)]) {
    expect(() => unpackLanguage(bytes, 'here')).toThrow(
      expect.objectContaining({ code: 'language-damaged' }) as UserError,
    );
  }
});

test("a writer's own words join the list, common but not above all", () => {
  const own = withWords(language, ['Quillwave', 'the']);
  expect(consistsOfWords(language, 'quillwave')).toBe(false);
  expect(consistsOfWords(own, 'quillwave')).toBe(true);
  const weights = new Map(
    Array.from(own.words.words(), ({ codes, weight }) => [
      codes.map((code) => own.letters[code - 1]).join(''),
      weight,
    ]),
  );
  expect(weights.get('quillwave')).toBeCloseTo(0.113, 3);
  expect(weights.get('the')).toBeCloseTo(1000.113, 3);
  expect(own.capitals).toBe(language.capitals);
  expect(withWords(language, [])).toBe(language);
});
