import type { HandwritingSample } from '../../../contract/handwriting.ts';
import { readTrajectories } from '../../../data/formats/trajectories-format.ts';
import { cutLine } from '../../../simulator/composition/cut-line.ts';
import { collectHandwriting } from '../../../simulator/composition/handwriting-corpus.ts';
import { isInVocabulary } from '../../../simulator/composition/held-out-words.ts';
import {
  type LetterLengths,
  letterLengths,
} from '../../../simulator/composition/letter-lengths.ts';
import { PackedInk } from '../../../simulator/composition/packed-ink.ts';
import type { Scale } from '../../../simulator/composition/rewrite.ts';
import { supplementOf } from '../../../simulator/composition/supplement.ts';
import {
  type HandMeasures,
  relativeTo,
  WriterHand,
} from '../../../simulator/composition/writer-hand.ts';
import { splitWriters, type WriterShares, type WriterSplit } from './writer-split.ts';

/** Rows of words that are cut out of a line hold so many at most. */
const wordsOfRow = 3;
/** Of a person's words at most this share are single characters: those are no test of reading. */
const singles = 0.08;
/** A person who wrote this many times as many words as another is asked this power of it as often. */
const evenness = 0.5;

/** Somebody who wrote words, and what of it can be learnt from. */
export interface Person extends Scale {
  readonly name: string | undefined;
  readonly hand: 'left' | 'right' | undefined;
  /** Words, and rows of words with the person's own way between them. */
  readonly words: PackedInk;
  /** About how long each letter is; empty of those who wrote too little. */
  readonly lengths: LetterLengths;
  /** Own ways to write the characters; undefined where there are none. */
  readonly letters: WriterHand | undefined;
  /** Characters that texts can be composed of: all letters, digits where there are all, and marks. */
  readonly characters: readonly string[];
}

/** A person as plain data: what is large lies in memory that threads share. */
export interface SentPerson extends HandMeasures {
  readonly name: string | undefined;
  readonly hand: 'left' | 'right' | undefined;
  readonly words: PackedInk['parts'];
  readonly lengths: LetterLengths;
  /** Single characters of those whose letters texts can be composed of. */
  readonly letters: PackedInk['parts'] | undefined;
}

/** People, nobody in two parts. */
export type People = WriterSplit<Person>;

/** People to be sent to threads. */
export type SentPeople = WriterSplit<SentPerson>;

export interface PeopleOptions {
  /** Writers whose name begins so are passed over. */
  readonly without: readonly string[];
  readonly shares: { readonly validation: WriterShares; readonly test: WriterShares };
  readonly seed: number;
  readonly alphabet: ReadonlySet<string>;
}

/**
 * What many people wrote on tablets: words, lines (cut into words) and single characters.
 * @param files read one after the other; the same person has the same name in all of them
 * @throws UserError when a file cannot be read or holds nothing usable
 */
export async function loadPeople(
  files: readonly string[],
  { without, shares, seed, alphabet }: PeopleOptions,
): Promise<SentPeople> {
  const { writers } = await collectHandwriting(piecesOf(files, without, alphabet));
  const split = splitWriters(writers, shares, `${seed}/people`);
  return {
    training: split.training.map((hand) => sentPerson(hand, 'training')),
    validation: split.validation.map((hand) => sentPerson(hand, 'all')),
    test: split.test.map((hand) => sentPerson(hand, 'all')),
  };
}

/** As they came from `loadPeople`, here or in another thread. */
export function peopleOf({ training, validation, test }: SentPeople): People {
  return {
    training: training.map(personOf),
    validation: validation.map(personOf),
    test: test.map(personOf),
  };
}

/** The people's hands as far as they wrote words, for samples of words as they were written. */
export function wordsAlone(people: readonly Person[]): WriterHand[] {
  return people
    .filter(({ words }) => words.length > 0)
    .map(({ name, hand, words }) => {
      const samples = Array.from({ length: words.length }, (_, index) => words.sample(index));
      return new WriterHand(name, hand, new Map(), samples, []);
    });
}

/** How often each person's turn is: running sums of weights. */
export function turnsOf(people: readonly Person[]): Float64Array {
  let sum = 0;
  return Float64Array.from(people, ({ words }) => (sum += words.length ** evenness));
}

async function* piecesOf(
  files: readonly string[],
  without: readonly string[],
  alphabet: ReadonlySet<string>,
): AsyncGenerator<HandwritingSample> {
  for (const file of files) {
    for await (const sample of readTrajectories(file)) {
      const { label, writer = '' } = sample;
      if (label === undefined || without.some((name) => writer.startsWith(name))) continue;
      const pieces = /\s/u.test(label.trim()) ? cutLine(sample, wordsOfRow) : [sample];
      for (const piece of pieces) {
        if (Array.from(piece.label!).every((one) => alphabet.has(one))) yield piece;
      }
    }
  }
}

function sentPerson(hand: WriterHand, vocabulary: 'training' | 'all'): SentPerson {
  const words = hand.writtenWords.filter(({ label }) => isInVocabulary(label!, vocabulary));
  const longer = words.filter(({ label }) => Array.from(label!).length > 1);
  const single = words.filter(({ label }) => Array.from(label!).length === 1);
  const most = Math.ceil((longer.length * singles) / (1 - singles));
  const step = Math.max(1, single.length / Math.max(1, most));
  const some = single.filter(
    (_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step),
  );
  const { name, xHeight, characterMs, pressure } = hand;
  return {
    ...{ name, hand: hand.hand, xHeight, characterMs, pressure },
    words: PackedInk.pack([...longer, ...some]).parts,
    lengths: letterLengths(longer, xHeight ?? 1),
    letters: writesAllLetters(hand) ? PackedInk.pack(hand.singles).parts : undefined,
  };
}

function personOf({ words, lengths, letters, ...measured }: SentPerson): Person {
  const { name, hand, xHeight, pressure } = measured;
  const own = letters && handOf(PackedInk.of(letters), measured);
  return {
    ...{ name, hand, xHeight, lengths },
    relativePressure: (values) => relativeTo(pressure, values),
    words: PackedInk.of(words),
    letters: own,
    characters: own ? charactersOf(own) : [],
  };
}

function handOf(ink: PackedInk, measured: Omit<SentPerson, 'words' | 'lengths' | 'letters'>) {
  const characters = new Map<string, HandwritingSample[]>();
  for (let index = 0; index < ink.length; index += 1) {
    const sample = ink.sample(index);
    const known = characters.get(sample.label!);
    if (known) known.push(sample);
    else characters.set(sample.label!, [sample]);
  }
  return new WriterHand(measured.name, measured.hand, characters, [], [], undefined, measured);
}

/** Texts of half an alphabet would be no words. */
const letters = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');
const digits = Array.from('0123456789');
const marks = Array.from(".,?!'-");

function writesAllLetters({ characters }: WriterHand): boolean {
  const own = new Set(characters);
  return letters.every((one) => own.has(one));
}

/** Of who wrote every letter; of digits all or none. */
function charactersOf(hand: WriterHand): string[] {
  const own = new Set(hand.characters);
  const whole = digits.every((one) => own.has(one)) ? [...letters, ...digits] : letters;
  const lacking = supplementOf({
    characters: whole,
    characterMs: hand.characterMs,
    glyphs: (one) => hand.glyphs(one),
  });
  return [...new Set([...whole, ...marks, ...lacking])].sort();
}
