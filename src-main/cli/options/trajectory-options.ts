import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { UserError } from '../../contract/alerts.ts';
import { fileError } from '../../data/files/file-errors.ts';
import { vocabularies, type Vocabulary } from '../../simulator/composition/held-out-words.ts';
import type { HandwritingSimulationOptions } from '../../simulator/composition/simulate-handwriting.ts';
import { type ListedWord, parseWordList } from '../../simulator/composition/word-list.ts';
import { positiveNumber, positiveWholeNumber, wholeNumber } from './number-options.ts';

/** Options of every command that has the simulated pen write after trajectories. */
export interface TrajectoryOptions {
  readonly words: number;
  readonly seed: number;
  readonly rate: number;
  readonly vocabulary?: Vocabulary;
  readonly supplement?: boolean;
  readonly wordsList?: string;
}

/** @param usual which words are composed where the user does not say, for `--help` */
export function addTrajectoryOptions(command: Command, words: number, usual: Vocabulary): Command {
  return command
    .option(
      '--words <count>',
      'samples in all, spread over the writers',
      positiveWholeNumber,
      words,
    )
    .option('--seed <number>', 'the same seed gives the same samples', wholeNumber, 1)
    .option('--rate <hertz>', 'readings a second of the simulated pen', positiveNumber, 100)
    .addOption(
      new Option(
        '--vocabulary <words>',
        `which words: all, those that training may see, or those held out of it (default: ${usual === 'all' ? usual : `${usual} of composed words, all of written ones`})`,
      ).choices(vocabularies),
    )
    .option(
      '--words-list <file>',
      'words by frequency, one and its count a line, in place of the English ones',
    )
    .option('--supplement', 'also punctuation, umlauts and phrases that no writer was asked for');
}

/**
 * What the simulation itself needs of the options.
 * @throws UserError when the list of words cannot be read or holds none
 * @param composed which words are composed where the user does not say
 */
export function simulationOptions(
  { seed, rate, vocabulary, supplement, wordsList }: TrajectoryOptions,
  composed: Vocabulary,
): HandwritingSimulationOptions {
  return {
    seed,
    rateHz: rate,
    vocabulary: vocabulary ?? composed,
    // What people wrote as words is all used, unless the user wants a part of it.
    writtenVocabulary: vocabulary ?? 'all',
    supplement: supplement === true,
    ...(wordsList !== undefined && { words: readListedWords(wordsList) }),
  };
}

function readListedWords(path: string): ListedWord[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fileError(error, path, 'read');
  }
  const words = parseWordList(text);
  if (words.length === 0) {
    throw new UserError(
      'words-list',
      `${path} holds no words.`,
      'Name a text file with a word and its count on each line, for example “und 4820”.',
    );
  }
  return words;
}
