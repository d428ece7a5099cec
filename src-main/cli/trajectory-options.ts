import { type Command, InvalidArgumentError, Option } from 'commander';
import { vocabularies, type Vocabulary } from '../simulator/composition/held-out-words.ts';
import type { HandwritingSimulationOptions } from '../simulator/composition/simulate-handwriting.ts';
import type { ReadProblem } from '../data/recording.ts';

/** Options of every command that has the simulated pen write after trajectories. */
export interface TrajectoryOptions {
  readonly words: number;
  readonly seed: number;
  readonly rate: number;
  readonly vocabulary?: Vocabulary;
  readonly supplement?: boolean;
}

export function addTrajectoryOptions(command: Command, words: number): Command {
  return command
    .option('--words <count>', 'samples in all, spread over the writers', count, words)
    .option('--seed <number>', 'the same seed gives the same samples', wholeNumber, 1)
    .option('--rate <hertz>', 'readings a second of the simulated pen', positive, 100)
    .addOption(
      new Option(
        '--vocabulary <words>',
        'which words: all, those that training may see, or those held out of it',
      ).choices(vocabularies),
    )
    .option('--supplement', 'also punctuation, umlauts and phrases that no writer was asked for');
}

/**
 * What the simulation itself needs of the options.
 * @param composed which words are composed where the user does not say
 */
export function simulationOptions(
  { seed, rate, vocabulary, supplement }: TrajectoryOptions,
  composed: Vocabulary,
): HandwritingSimulationOptions {
  return {
    seed,
    rateHz: rate,
    vocabulary: vocabulary ?? composed,
    // What people wrote as words is all used, unless the user wants a part of it.
    writtenVocabulary: vocabulary ?? 'all',
    supplement: supplement === true,
  };
}

function count(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('Give a whole number, 1 or more.');
  return value;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('Give a whole number, 0 or more.');
  return Number(text);
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) {
    throw new InvalidArgumentError('Give a number above 0.');
  }
  return value;
}

const shownProblems = 5;

/** Prints the first problems of a file and counts the others. */
export class ProblemReport {
  #count = 0;
  #skipped = 0;

  readonly add = ({ line, message, skipped }: ReadProblem): void => {
    if (skipped) this.#skipped++;
    if (++this.#count > shownProblems) return;
    process.stderr.write(`${line === undefined ? '' : `line ${line}: `}${message}\n`);
  };

  finish(): void {
    const more = this.#count - shownProblems;
    if (more <= 0) return;
    process.stderr.write(`… and ${more} more such lines; left out whole: ${this.#skipped}.\n`);
  }
}
