import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applySplice, placeWords, reverseSplice, type NoteWord } from '../../contract/notes.ts';
import { confirmWord, editWords, moveWords } from './edit-words.ts';
import { textOf, wordsOf } from './notes.testing.ts';

function edited(words: readonly NoteWord[], from: number, to: number, text: string) {
  let id = 1000;
  const done = editWords(words, { from, to, text }, { nextId: () => ++id, now: 5 });
  const after = done === undefined ? words : applySplice(words, done.splice);
  return { kind: done?.kind, words: after, text: textOf(after) };
}

const house = wordsOf('into the house');

describe('an edit of the text', () => {
  test('within a word corrects it; as it was read it is corrected no more', () => {
    const fixed = edited(house, 5, 8, 'a');
    expect(fixed).toMatchObject({ kind: 'correct', text: 'into a house' });
    expect(fixed.words[1]).toMatchObject({ id: 1, text: 'the', corrected: 'a', confidence: 0.9 });
    const back = edited(fixed.words, 5, 6, 'the');
    expect(back.words[1]).toEqual(house[1]);
  });

  test('removes words whole, with one of the spaces beside them', () => {
    expect(edited(house, 5, 8, '')).toMatchObject({ kind: 'remove', text: 'into house' });
    expect(edited(house, 5, 9, '')).toMatchObject({ kind: 'remove', text: 'into house' });
    expect(edited(house, 0, 14, '')).toMatchObject({ kind: 'remove', text: '' });
  });

  test('splits a word by a space: its parts share its time', () => {
    const { kind, words, text } = edited(wordsOf('intothe house'), 4, 4, ' ');
    expect({ kind, text }).toEqual({ kind: 'split', text: 'into the house' });
    expect(words.map(({ text: read, startMs }) => [read, Math.round(startMs)])).toEqual([
      ['into', 0],
      ['the', 57],
      ['house', 100],
    ]);
    expect(words[0]!.piece).toBe('0.1');
    expect(words[1]!.piece).toBe('0.1');
  });

  test('joins words when the space between them goes', () => {
    const { kind, words, text } = edited(house, 4, 5, '');
    expect({ kind, text }).toEqual({ kind: 'join', text: 'intothe house' });
    expect(words[0]).toMatchObject({ id: 0, text: 'intothe', startMs: 0, endMs: 200 });
  });

  test('types new words between others, which stay what they are', () => {
    const { kind, words, text } = edited(house, 4, 4, ' all');
    expect({ kind, text }).toEqual({ kind: 'type', text: 'into all the house' });
    expect(words[0]).toBe(house[0]);
    expect(words[1]).toMatchObject({ text: '', corrected: 'all', writtenAt: 5 });
    expect(words[1]).not.toHaveProperty('piece');
    expect(words[2]).toBe(house[1]);
    expect(edited([], 0, 0, 'x').text).toBe('x');
  });

  test('begins a paragraph, and takes a paragraph break away without joining words', () => {
    const parted = edited(house, 4, 5, '\n');
    expect(parted).toMatchObject({ kind: 'paragraph', text: 'into\nthe house' });
    expect(edited(parted.words, 4, 5, '')).toMatchObject({ text: 'into the house' });
    expect(edited(house, 14, 14, '\n').text).toBe('into the house\n');
  });

  test('that changes nothing is none', () => {
    expect(edited(house, 5, 8, 'the').kind).toBeUndefined();
    expect(edited(house, 4, 4, ' ').kind).toBeUndefined();
  });

  test('always leaves the text that was asked for, spaces aside, and can be taken back', () => {
    const words = fc
      .array(fc.stringMatching(/^([a-zäß.]{1,6}|\|)$/u), { minLength: 1, maxLength: 8 })
      .map((list) => wordsOf(list.join(' ')));
    const typed = fc.stringMatching(/^[a-c \n]{0,5}$/u);
    fc.assert(
      fc.property(words, fc.nat(40), fc.nat(40), typed, (before, one, other, text) => {
        const { text: old } = placeWords(before);
        const from = Math.min(one, other, old.length);
        const to = Math.min(Math.max(one, other), old.length);
        let id = 1000;
        const done = editWords(before, { from, to, text }, { nextId: () => ++id, now: 0 });
        const after = done === undefined ? before : applySplice(before, done.splice);
        const wanted = old.slice(0, from) + text + old.slice(to);
        const squeezed = (value: string) => value.replace(/[ ]/gu, '');
        const joins = text === '' && old.slice(from, to) === '\n';
        expect(squeezed(textOf(after))).toBe(squeezed(wanted));
        if (!joins) {
          const normal = wanted
            .replace(/ +/gu, ' ')
            .replace(/ ?\n ?/gu, '\n')
            .trimStart();
          expect(textOf(after).trim()).toBe(normal.trim());
        }
        if (done !== undefined)
          expect(applySplice(after, reverseSplice(done.splice))).toEqual(before);
        expect(new Set(after.map((word) => word.id)).size).toBe(after.length);
      }),
    );
  });
});

test('a word is confirmed as it stands, once', () => {
  const done = confirmWord(house, 1)!;
  expect(done.splice.inserted[0]).toMatchObject({ text: 'the', corrected: 'the' });
  expect(confirmWord(applySplice(house, done.splice), 1)).toBeUndefined();
});

test('words are moved whole and stay what they are', () => {
  const moved = (from: number, to: number, before: number) =>
    moveWords(house, { from, to, before }).reduce<readonly NoteWord[]>(applySplice, house);
  expect(textOf(moved(5, 8, 0))).toBe('the into house');
  expect(moved(5, 8, 0)[0]).toBe(house[1]);
  expect(textOf(moved(0, 4, 14))).toBe('the house into');
  expect(textOf(moved(0, 8, 14))).toBe('house into the');
  expect(moved(5, 8, 6)).toBe(house);
});
