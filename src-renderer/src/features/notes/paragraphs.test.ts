import { expect, test } from 'vitest';
import { placeWords, type NoteWord } from '$contract/notes.ts';
import { findAll, nextWord, paragraphsOf } from './paragraphs.ts';

const words = (text: string): NoteWord[] =>
  text.split(' ').map((word, id) => ({
    ...{ id, text: word === '|' ? '\n' : word, startMs: 0, endMs: 0 },
    ...{ confidence: word.endsWith('?') ? 0.5 : 1, alternatives: [] },
  }));
const placesOf = (text: string) => placeWords(words(text)).places;

test('paragraphs lie where the text has its line breaks, empty ones too', () => {
  const found = paragraphsOf(placesOf('one two | | three |'));
  expect(found.map(({ start, length, words: own }) => [start, length, own.length])).toEqual([
    [0, 7, 2],
    [8, 0, 0],
    [9, 5, 1],
    [15, 0, 0],
  ]);
  expect(paragraphsOf([])).toEqual([{ start: 0, length: 0, words: [] }]);
});

test('finds every place, whatever the case', () => {
  expect(findAll('An ant and ANother', 'an')).toEqual([0, 3, 7, 11]);
  expect(findAll('text', '')).toEqual([]);
});

test('the next doubtful word goes round at the ends', () => {
  const places = placesOf('a? b c? d');
  const doubtful = ({ word }: (typeof places)[number]) => word.confidence < 0.9;
  const at = (offset: number, direction: 1 | -1) =>
    nextWord(places, doubtful, offset, direction)?.word.text;
  expect(at(0, 1)).toBe('c?');
  expect(at(8, 1)).toBe('a?');
  expect(at(8, -1)).toBe('c?');
  expect(at(0, -1)).toBe('c?');
  expect(nextWord(places, () => false, 0, 1)).toBeUndefined();
});
