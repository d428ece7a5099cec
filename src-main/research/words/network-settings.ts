import type { NetworkDescription } from '../../recognizer/network/description.ts';
import type { WordsOutcome } from './one-run.ts';
import type { WordsSettings } from './settings.ts';

/** A network that is compared. */
export interface NetworkArm {
  readonly name: string;
  readonly network: NetworkDescription;
}

export interface NetworksSettings extends Omit<WordsSettings, 'steps' | 'checkEvery'> {
  /** Steps of the first network; all others take as many as cost the same. */
  readonly steps: number;
  /** Checks on the validation writers in a training. */
  readonly checks: number;
  /** Peak learning rates of which each network takes that which suits it best … */
  readonly learningRates: readonly number[];
  /** … in trainings of so much of the budget. */
  readonly trialShare: number;
}

/** What one network did with each seed, and which learning rate suited it. */
export interface NetworkOutcomes {
  readonly arm: NetworkArm;
  readonly steps: number;
  readonly trials: readonly Trial[];
  readonly learningRate: number;
  readonly outcomes: readonly Omit<WordsOutcome, 'weights' | 'images'>[];
}

export interface Trial {
  readonly learningRate: number;
  /** Of the validation writers at the end; 1 when training diverged. */
  readonly cer: number;
}

/** Readings for which a network's cost is counted, as the literature does. */
export const countedReadings = 1024;
