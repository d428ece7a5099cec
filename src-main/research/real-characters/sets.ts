import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import type { Alphabet } from '../../contract/alphabet.ts';
import { channelsIn, type ChannelName } from '../../contract/sensors.ts';
import { readRecordings } from '../../data/recording.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import { writingWindow, type WritingOptions } from './writing-window.ts';

/** A set of single characters that a real pen recorded. */
export interface CharacterSet {
  readonly name: string;
  /** For people, in a sentence. */
  readonly title: string;
  /** Below the data folder. */
  readonly file: string;
  /** Accuracy that is aimed at, 0..1. */
  readonly aim: number;
  readonly writing: WritingOptions;
}

export const characterSets: readonly CharacterSet[] = [
  {
    name: 'letters',
    title: 'letters a–z of one writer (6-axis pen on a tablet, 88 Hz)',
    file: 'pens/tablet-synchronised-letters.ndjson.gz',
    aim: 0.98,
    writing: {},
  },
  {
    name: 'pen-digits',
    title: 'digits of one writer (ICM-20948 pen, 33 Hz)',
    file: 'pens/pen-digits.ndjson.gz',
    aim: 0.99,
    writing: {},
  },
  {
    name: 'marker-digits',
    title: 'digits and + of five writers, not told apart (marker, 50 Hz by radio)',
    file: 'pens/marker-digits.ndjson.gz',
    aim: 0.98,
    writing: { longestGapMs: 200, trim: true },
  },
];

/** What is learnt and tested on. */
export interface CharacterData {
  /** Characters that occur, in order. */
  readonly alphabet: Alphabet;
  /** Channels that the pen has. */
  readonly channels: readonly ChannelName[];
  readonly windows: readonly LabeledWindow[];
  /** Lines that hold no labelled recording of one character. */
  readonly passedOver: number;
}

/** @throws UserError `experiment-data` saying which files are missing and how to name others */
export function findSets(data: string, sets = characterSets): (CharacterSet & { path: string })[] {
  const found = sets.map((set) => ({ ...set, path: join(data, set.file) }));
  const missing = found.filter(({ path }) => !existsSync(path));
  if (missing.length === 0) return found;
  throw new UserError(
    'experiment-data',
    `${data} lacks ${missing.map(({ file }) => file).join(', ')}.`,
    'Give with --data the folder that holds pens/: NDJSON, one character a line (docs/formats/recordings.md). Where the sets come from stands in docs/research/real-characters.md.',
  );
}

/** @throws UserError when the file cannot be read or holds too little */
export async function readSet(
  path: string,
  writing: WritingOptions,
  rateHz: number,
): Promise<CharacterData> {
  const windows: LabeledWindow[] = [];
  let passedOver = 0;
  let mask: number | undefined;
  for await (const recording of readRecordings(path)) {
    const [character, ...more] = Array.from(recording.label?.normalize('NFC') ?? '');
    if (character === undefined || more.length > 0) {
      passedOver += 1;
      continue;
    }
    const window = writingWindow(recording, rateHz, writing);
    mask = (mask ?? window.mask) & window.mask;
    windows.push({
      window,
      text: character,
      spans: [{ character, start: 0, end: window.length }],
    });
  }
  const alphabet = [...new Set(windows.map(({ text }) => text))].sort();
  return { alphabet, channels: channelsIn(mask ?? 0), windows, passedOver };
}

/** Tells whether two runs saw the same data. */
export async function digestOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
