import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../contract/alphabet.ts';
import type { LabelScorer } from '../ctc/beam.ts';
import { enumerateLabellings, softmax } from '../ctc/brute-force.testing.ts';
import { ClosedLexicon } from '../language/closed-lexicon.ts';
import { LanguageScorer } from '../language/language-scorer.ts';
import { TextModel } from '../language/text-model.ts';
import { tinyLanguage } from '../language/tiny.testing.ts';
import { readFrames, readGreedily } from './read-frames.ts';

const alphabet = ['a', 'b', ' '];

/** Logits of one likely class a frame; `.` is the blank, capitals are a close race with `b`. */
function logitsOf(frames: string, strength = 8): Float32Array {
  const classes = alphabet.length + 1;
  const logits = new Float32Array(frames.length * classes);
  for (const [index, symbol] of Array.from(frames).entries()) {
    const label = alphabet.indexOf(symbol.toLowerCase()) + 1;
    logits[index * classes + label] = strength;
    if (symbol === 'A') logits[index * classes + 2] = strength - 1;
  }
  return logits;
}

describe('readFrames', () => {
  test('words, their frames and characters', () => {
    const reading = readFrames(logitsOf('..a..b..  .bb.a.'), 16, alphabet)!;
    expect(reading.text).toBe('ab ba');
    expect(reading.confidence).toBeGreaterThan(0.9);
    expect(reading.words.map(({ text, span }) => [text, span])).toEqual([
      ['ab', { from: 1, to: 7 }],
      ['ba', { from: 10.5, to: 15.5 }],
    ]);
    expect(reading.words[0]!.characters.map(({ text, span }) => [text, span])).toEqual([
      ['a', { from: 1, to: 4 }],
      ['b', { from: 4, to: 7 }],
    ]);
  });

  test('an unsure character makes its word unsure, and the other reading is the first alternative', () => {
    const reading = readFrames(logitsOf('.a.b. .A.b.', 9), 11, alphabet)!;
    const [sure, unsure] = reading.words;
    expect(sure!.confidence).toBeGreaterThan(0.98);
    // softmax of a lead of 1
    expect(unsure!.confidence).toBeCloseTo(1 / (1 + Math.exp(-1)), 2);
    expect(unsure!.alternatives[0]).toMatchObject({ text: 'bb' });
    expect(unsure!.alternatives[0]!.confidence).toBeCloseTo(1 / (1 + Math.E), 2);
    expect(unsure!.characters[0]!.confidence).toBeCloseTo(0.73, 2);
    expect(unsure!.characters[1]!.confidence).toBeGreaterThan(0.99);
    expect(unsure!.alternatives.length).toBeLessThanOrEqual(5);
  });

  test('the greedy reading has the same shape and no alternatives', () => {
    const logits = logitsOf('..a..b..  .bb.a.');
    const full = readFrames(logits, 16, alphabet)!;
    const fast = readFrames(logits, 16, alphabet, { greedy: true })!;
    expect(fast.text).toBe(full.text);
    expect(fast.confidence).toBeCloseTo(full.confidence, 2);
    expect(fast.words.map(({ span }) => span)).toEqual(full.words.map(({ span }) => span));
    expect(fast.words[0]!.alternatives).toEqual([]);
  });

  test('confidence is the exact probability of the text', () => {
    const cases = fc.integer({ min: 1, max: 6 }).chain((frames) =>
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
        minLength: frames * 4,
        maxLength: frames * 4,
      }),
    );
    fc.assert(
      fc.property(cases, (values) => {
        const frames = values.length / 4;
        const logits = Float32Array.from(values);
        const texts = new Map<string, number>();
        for (const [key, probability] of enumerateLabellings(
          softmax(logits, frames, 4),
          frames,
          4,
        )) {
          const text = textOf(key === '' ? [] : key.split(' ').map(Number), alphabet).trim();
          texts.set(text, (texts.get(text) ?? 0) + probability);
        }
        const reading = readFrames(logits, frames, alphabet, { beamWidth: 2000 })!;
        const likeliest = Math.max(...texts.values());
        // No class is below the threshold at which the beam leaves it out.
        expect(reading.confidence).toBeCloseTo(likeliest, 9);
        const total = reading.words.flatMap(({ confidence, alternatives, characters }) => {
          const sum = alternatives.reduce((all, other) => all + other.confidence, confidence);
          for (const character of characters) {
            expect(character.confidence).toBeGreaterThanOrEqual(confidence - 1e-9);
          }
          expect(new Set(alternatives.map(({ text }) => text)).size).toBe(alternatives.length);
          return sum;
        });
        for (const sum of total) expect(sum).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  test('a scorer decides between close readings, word by word, with what stands before', () => {
    const contexts: string[] = [];
    const scorer: LabelScorer<string> = {
      start: (context) => {
        contexts.push(textOf(context, alphabet));
        return '';
      },
      extend: (state, label) => {
        const word = label === 3 ? '' : state + alphabet[label - 1]!;
        return { state: word, score: word === 'bb' ? 4 : 0 };
      },
    };
    const reading = readFrames(logitsOf('.a.b. .A.b.', 9), 11, alphabet, { scorer })!;
    expect(reading.text).toBe('ab bb');
    expect(contexts).toContain('ab ');
    expect(reading.words[1]!.confidence).toBeGreaterThan(0.9);
    expect(reading.words[1]!.alternatives[0]!.text).toBe('ab');
  });

  test('nothing written, nothing read', () => {
    expect(readFrames(logitsOf('.....'), 5, alphabet)).toMatchObject({ text: '', words: [] });
    expect(readFrames(new Float32Array(0), 0, alphabet)).toEqual({
      text: '',
      confidence: 1,
      words: [],
    });
  });

  test('outputs that are no numbers give no reading', () => {
    expect(readFrames(new Float32Array(8).fill(NaN), 2, alphabet)).toBeUndefined();
  });

  test('of a closed lexicon one is read, the others are its alternatives', () => {
    const lexicon = new ClosedLexicon(['bb', 'a', 'bbb', 'a b'], alphabet);
    const reading = readFrames(logitsOf('..A.b..'), 7, alphabet, { lexicon })!;
    // “ab” is not in the list.
    expect(reading).toMatchObject({ text: 'bb', words: [{ text: 'bb' }] });
    expect(reading.words[0]!.alternatives.map(({ text }) => text)).toContain('a');
    const shares = [
      reading.confidence,
      ...reading.words[0]!.alternatives.map((one) => one.confidence),
    ];
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    const phrase = readFrames(logitsOf('.a.. .b.'), 8, alphabet, { lexicon })!;
    expect(phrase.words.map(({ text }) => text)).toEqual(['a', 'b']);
    // Too little for any of them is still one of them.
    expect(
      readFrames(logitsOf('.'), 1, ['a', 'b'], {
        lexicon: new ClosedLexicon(['abab', 'aa'], ['a', 'b']),
      }),
    ).toMatchObject({ text: 'aa', confidence: 0 });
  });

  test('a language decides what the network leaves open, and only a whole word has an end', () => {
    const languages = [tinyLanguage({ ab: 100, bb: 1, abba: 60 })];
    const scorer = new LanguageScorer(new TextModel(alphabet, languages), {
      weight: 1,
      insertionBonus: 1,
    });
    const close = logitsOf('..A.b..', 4);
    expect(readFrames(close, 7, alphabet, { scorer })!.text).toBe('ab');
    // Spoken of as “abb” the word goes on; as a whole it must be one of those there are.
    const begun = logitsOf('..a.b.A..', 3);
    const whole = readFrames(begun, 9, alphabet, { scorer })!;
    const partial = readFrames(begun, 9, alphabet, { scorer, unfinished: true })!;
    const shareOf = (text: string, reading: typeof whole) =>
      [reading.words[0]!, ...reading.words[0]!.alternatives].find((one) => one.text === text)
        ?.confidence ?? 0;
    expect(shareOf('abb', partial)).toBeGreaterThan(shareOf('abb', whole));
  });

  test('the best path is read as a text', () => {
    expect(readGreedily(logitsOf(' .a.b..  .bb.a. '), 16, alphabet)).toBe('ab ba');
  });
});
