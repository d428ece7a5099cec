import { describe, expect, test } from 'vitest';
import { RandomGenerator } from '../random.ts';
import { isHeldOutWord, isInVocabulary } from './held-out-words.ts';
import { TextSource } from './text-source.ts';
import { englishWords, parseWordList } from './word-list.ts';

const letters = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');
const digits = Array.from('0123456789');

function draws(source: TextSource, count: number, seed = 1): string[] {
  const random = new RandomGenerator(seed);
  return Array.from({ length: count }, () => source.draw(random));
}

describe('words kept from training', () => {
  test('are known by their hash, in whatever case and composition', () => {
    // FNV-1a of “foobar” is 0xbf9cf968 (the authors’ test vector), 3214735720 in decimal.
    expect(isHeldOutWord('foobar')).toBe(true);
    expect(isHeldOutWord('FooBar')).toBe(true);
    const kept = englishWords().filter(({ word }) => isHeldOutWord(word));
    for (const { word } of kept.slice(0, 50)) {
      expect(isHeldOutWord(word.toUpperCase())).toBe(true);
      expect(isHeldOutWord(word.normalize('NFD'))).toBe(true);
    }
  });

  test('are a tenth of all words, and none shorter than three', () => {
    const words = englishWords().filter(({ word }) => word.length > 2);
    const share = words.filter(({ word }) => isHeldOutWord(word)).length / words.length;
    expect(share).toBeGreaterThan(0.09);
    expect(share).toBeLessThan(0.11);
    expect(englishWords().some(({ word }) => word.length < 3 && isHeldOutWord(word))).toBe(false);
  });

  test('decide on a text with its punctuation taken off', () => {
    const held = englishWords().find(({ word }) => isHeldOutWord(word))!.word;
    const free = englishWords().find(({ word }) => word.length > 3 && !isHeldOutWord(word))!.word;
    expect(isInVocabulary(`“${held}!”`, 'held-out')).toBe(true);
    expect(isInVocabulary(`${free}-${held}`, 'training')).toBe(false);
    expect(isInVocabulary(`${held.toUpperCase()}’s`, 'training')).toBe(false);
    // With its dots it would be read as the word that is held out.
    const dotted = englishWords().find(({ word }) => /a/.test(word) && isHeldOutWord(word))!.word;
    expect(isInVocabulary(dotted.replace('a', 'ä'), 'training')).toBe(false);
    expect(isInVocabulary(`${held} ${free}`, 'held-out')).toBe(false);
    expect(isInVocabulary(`${held} ${free}`, 'training')).toBe(false);
    expect(isInVocabulary(`${free}, I`, 'training')).toBe(true);
    expect(isInVocabulary('I', 'held-out')).toBe(false);
    expect(isInVocabulary(`${held} ${free}`, 'all')).toBe(true);
  });
});

describe('what to write', () => {
  test('is the same for the same seed', () => {
    const source = new TextSource({ characters: letters });
    expect(draws(source, 50)).toEqual(draws(source, 50));
    expect(draws(source, 50)).not.toEqual(draws(source, 50, 2));
  });

  test('uses the characters there are and no others', () => {
    for (const characters of [letters, digits, Array.from('aceT'), ['x']]) {
      const texts = draws(new TextSource({ characters }), 300);
      expect(texts.every((text) => text.length > 0)).toBe(true);
      expect(new Set(texts.join(''))).toEqual(new Set(characters));
    }
  });

  test('is words, random strings and digits in the shares asked for', () => {
    const listed = new Set(englishWords().map(({ word }) => word.toLowerCase()));
    const texts = draws(new TextSource({ characters: [...letters, ...digits] }), 2000);
    const share = (is: (text: string) => boolean) => texts.filter(is).length / texts.length;
    expect(share((text) => /^\d+$/.test(text))).toBeCloseTo(0.12, 1);
    expect(share((text) => listed.has(text.toLowerCase()))).toBeCloseTo(0.7, 1);
  });

  test('draws from another list where one is given, umlauts and all', () => {
    const words = parseWordList("über 5\nnicht 3\ngeht's 9\n\nzwölf\r\n7 7\n");
    expect(words).toEqual([
      { word: 'über', count: 5 },
      { word: 'nicht', count: 3 },
      { word: 'zwölf', count: 1 },
    ]);
    const characters = [...letters, ...Array.from('äöüÄÖÜ')];
    const source = new TextSource({ characters, words, strings: 0, digits: 0 });
    const drawn = new Set(draws(source, 200).map((text) => text.toLowerCase()));
    expect(drawn).toEqual(new Set(['über', 'nicht', 'zwölf']));
  });

  test('frequent words come more often', () => {
    const texts = draws(new TextSource({ characters: letters, strings: 0, digits: 0 }), 4000);
    const frequent = new Set(
      englishWords()
        .slice(0, 1000)
        .map(({ word }) => word.toLowerCase()),
    );
    const share = texts.filter((text) => frequent.has(text.toLowerCase())).length / texts.length;
    // 1.3 % of the words; by their own frequency they would be four fifths.
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.6);
  });

  test.each(['training', 'held-out'] as const)(
    'keeps to the %s words, strings too',
    (vocabulary) => {
      const source = new TextSource({
        characters: [...letters, ...digits, '.', '?'],
        vocabulary,
        phrases: 0.5,
      });
      const texts = draws(source, 400);
      expect(texts.every((text) => isInVocabulary(text, vocabulary))).toBe(true);
      expect(texts.some((text) => text.includes(' '))).toBe(true);
      expect(texts.some((text) => /[.?]/.test(text))).toBe(true);
      expect(texts.some((text) => /^\d+$/.test(text))).toBe(true);
    },
  );
});
