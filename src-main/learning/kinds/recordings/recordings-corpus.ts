import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../../contract/alerts.ts';
import type { Alphabet } from '../../../contract/alphabet.ts';
import { readRecordings, type OnProblem, type PenRecording } from '../../../data/recording.ts';
import { outputLength } from '../../../recognizer/network/description.ts';
import {
  settledFromModel,
  settledFromScratch,
  type RecordingsRecipe,
  type SettledRecipe,
} from './recordings-recipe.ts';
import type { ModelManifest } from '../../../recognizer/model/manifest.ts';
import { splitRecordings, type RecordingsSplit } from './split-recordings.ts';
import { storeWindows, type StoredWindow, type StoredWindows } from './window-store.ts';

/** Recordings that cannot be learnt from, by the reason. */
export interface PassedOver {
  readonly unlabeled: number;
  /** With a character that the alphabet lacks. */
  readonly unwritable: number;
  /** Longer than `longestMs`. */
  readonly tooLong: number;
  /** Written faster than the network has frames for. */
  readonly tooFast: number;
}

/** Labelled recordings as windows in a file, divided. */
export interface RecordingsCorpus {
  readonly recipe: SettledRecipe;
  readonly stored: StoredWindows;
  readonly training: readonly StoredWindow[];
  readonly validation: readonly StoredWindow[];
  readonly test: readonly StoredWindow[];
  readonly split: Pick<RecordingsSplit, 'by' | 'given'>;
  readonly passedOver: PassedOver;
  /** Damage in the files. */
  readonly problems: number;
  /** Checksums of those sources that are files, by their names. */
  readonly files: Readonly<Record<string, string>>;
}

export interface LoadCorpusOptions {
  /** Where the windows go; whoever loads takes them away again (`removeWindows`). */
  readonly windowsFile: string;
  /** The model to start from. */
  readonly from?: ModelManifest;
  readonly onProblem?: OnProblem;
  readonly signal?: AbortSignal;
}

/** @throws UserError `training-data` when nothing is left for one of the parts; the signal's reason */
export async function loadRecordingsCorpus(
  recipe: RecordingsRecipe,
  sources: readonly string[],
  { windowsFile, from, onProblem, signal }: LoadCorpusOptions,
): Promise<RecordingsCorpus> {
  let problems = 0;
  const counts = { unlabeled: 0, unwritable: 0, tooLong: 0, tooFast: 0 };
  const known = from && new Set(from.alphabet);
  const textOf = (recording: PenRecording): string | undefined => {
    const text = recording.label?.normalize('NFC').trim() ?? '';
    const reason = reasonAgainst(recording, text, known, recipe.longestMs);
    if (reason) counts[reason] += 1;
    return reason ? undefined : text;
  };
  const each = async function* () {
    const told: OnProblem = (problem) => {
      problems += 1;
      onProblem?.(problem);
    };
    for (const source of sources) {
      for await (const recording of readRecordings(source, { onProblem: told })) {
        signal?.throwIfAborted();
        yield recording;
      }
    }
  };
  const rateHz = from?.rateHz ?? recipe.rateHz;
  const stored = await storeWindows(windowsFile, each(), rateHz, textOf);
  const all = stored.windows;
  const settled = from
    ? settledFromModel(recipe, from)
    : settledFromScratch(
        recipe,
        all.map(({ text }) => text),
      );
  const writable = new Set(settled.alphabet);
  const usable = all.filter(({ text, length }) => {
    const reason = !isWritable(text, writable)
      ? 'unwritable'
      : framesFor(text) > outputLength(settled.network, length)
        ? 'tooFast'
        : undefined;
    if (reason) counts[reason] += 1;
    return !reason;
  });
  const { by, given, ...split } = splitRecordings(usable, recipe.parts, recipe.seed);
  const part = (name: keyof typeof split) => split[name].map((index) => usable[index]!);
  const corpus: RecordingsCorpus = {
    recipe: settled,
    stored,
    training: part('training'),
    validation: part('validation'),
    test: part('test'),
    split: { by, given },
    passedOver: counts,
    problems,
    files: await checksums(sources),
  };
  for (const name of ['training', 'validation', 'test'] as const) {
    if (corpus[name].length === 0) throw tooFew(name, usable.length, counts);
  }
  return corpus;
}

function reasonAgainst(
  { label, timesMs }: PenRecording,
  text: string,
  alphabet: ReadonlySet<string> | undefined,
  longestMs: number,
): keyof PassedOver | undefined {
  if (label === undefined || text === '') return 'unlabeled';
  if (timesMs.at(-1)! - timesMs[0]! > longestMs) return 'tooLong';
  return alphabet && !isWritable(text, alphabet) ? 'unwritable' : undefined;
}

/** Whether an alphabet has every character of a text. */
export function isWritable(text: string, alphabet: ReadonlySet<string>): boolean {
  for (const character of text) if (!alphabet.has(character)) return false;
  return true;
}

/** CTC needs a frame for each character and a blank between two that are equal. */
export function framesFor(text: string): number {
  const characters = Array.from(text);
  const pairs = characters.filter((character, index) => character === characters[index - 1]);
  return characters.length + pairs.length;
}

/** Those of the files themselves; what lies in folders the checksum of all windows stands for. */
export async function checksums(sources: readonly string[]): Promise<Record<string, string>> {
  const sums: Record<string, string> = {};
  for (const source of sources) {
    if (!(await stat(source)).isFile()) continue;
    const hash = createHash('sha256');
    await pipeline(createReadStream(source), hash);
    sums[basename(source)] = hash.digest('hex');
  }
  return sums;
}

function tooFew(part: string, usable: number, passedOver: PassedOver): UserError {
  const reasons = describePassedOver(passedOver);
  return new UserError(
    'training-data',
    `There are ${usable} usable recordings: nothing is left for the ${part} part.${reasons === '' ? '' : ` Passed over were ${reasons}.`}`,
    'Give more labelled recordings: of at least three writers, or of one writer at least three for every label. `statistics` shows what is in the files.',
  );
}

/** For people; empty when nothing was passed over. */
export function describePassedOver(passedOver: PassedOver): string {
  return Object.entries({
    'without a label': passedOver.unlabeled,
    'with characters outside the alphabet': passedOver.unwritable,
    'too long for a piece of writing': passedOver.tooLong,
    'written too fast for the network': passedOver.tooFast,
  })
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');
}

/** Whether recordings may be joined, and with what between their texts. */
export function separatorOf(
  windows: readonly Pick<StoredWindow, 'text'>[],
  alphabet: Alphabet,
): string | undefined {
  if (windows.every(({ text }) => Array.from(text).length === 1)) return '';
  return alphabet.includes(' ') ? ' ' : undefined;
}
