import type {
  AdaptationPoint,
  AdaptationRates,
  AdaptationResult,
} from '../../contract/adaptation.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import type { LostRung } from '../gradients/gradient-source.ts';
import {
  bestRound,
  fairReadings,
  learntErrors,
  ratesOf,
  rightCharacters,
  type JudgedTake,
  type Round,
} from './choose-step.ts';
import type { TakeReading } from './fold-learner.ts';
import type { AdaptationSettings } from './settings.ts';

/** What came out, without the places of files. */
export interface Adapted {
  readonly result: Omit<AdaptationResult, 'passedOver' | 'model'>;
  /** Of the best version, even where it is not better; undefined where nothing was better at any time. */
  readonly weights?: NamedTensors;
}

export interface Learnt {
  readonly rounds: readonly Round[];
  readonly curve: readonly AdaptationPoint[];
  /** Of the best round. */
  readonly weights?: NamedTensors;
  readonly lost?: LostRung;
  /** Why it ended before it was to end; absent where more helped no longer. */
  readonly cutShort?: 'time' | 'person';
}

/** What is known of the takes before anything is learnt, and how it was. */
export interface Starting {
  readonly settings: AdaptationSettings;
  readonly judged: readonly JudgedTake[];
  /** By the model as it came, in the order of the takes. */
  readonly readings: readonly TakeReading[];
  readonly before: AdaptationRates;
  /** `performance.now()`. */
  readonly begun: number;
  readonly learnedOn: string;
}

/** Errors that a version must make less to be offered. */
const fewestFewer = 2;
const shortened = {
  time: ' Learning was cut short by the time that it was given: with more it may bring more.',
  person: ' Learning was ended by hand: again and for longer it may bring more.',
} as const;

/** Before and after, and whether the version is to be offered. */
export function conclude(
  { rounds, curve, weights, cutShort }: Learnt,
  { settings, judged, readings, before, begun, learnedOn }: Starting,
): Adapted {
  const best = bestRound(rounds, judged);
  const fair = fairReadings(rounds, judged);
  const after = ratesOf(fair, judged);
  const total = (own: readonly TakeReading[], count: (read: string, take: JudgedTake) => number) =>
    own.reduce((sum, { take, text }) => sum + count(text, judged[take]!), 0);
  const errors = (own: readonly TakeReading[]) =>
    total(own, (read, take) => learntErrors(read, take).errors);
  const fewer = errors(readings) - errors(fair);
  const spelled = (own: readonly TakeReading[]) =>
    errors(own.map((reading) => ({ ...reading, text: reading.spelled ?? '' })));
  // A dictionary mends what the network reads badly; what it mended before must not be lost.
  const misspelled = after.cerWithDictionary !== undefined && spelled(fair) > spelled(readings);
  // A version that falls silent makes fewer errors than one that reads too much; it is no better.
  const silent = total(fair, rightCharacters) < total(readings, rightCharacters);
  // WER has no say: it counts words with letters that the version which reads them cannot have learnt.
  // One error more or less is chance; nor may it be much less sure of what was written.
  const surer = after.loss < 1.1 * before.loss;
  const better = weights !== undefined && fewer >= fewestFewer && surer && !silent && !misspelled;
  const counted = `${errorsIn(errors(fair))} instead of ${errors(readings)} in the ${judged.length} recordings, each kept back once`;
  return {
    result: {
      takes: judged.length,
      heldBack: judged.length,
      ...{ before, after, curve, better },
      readings: judged.map(({ text: written }, take) => ({
        written,
        before: readings[take]!.text,
        after: fair[take]!.text,
      })),
      reason: `It reads ${better ? '' : 'no '}better: ${counted}${better ? '' : whyNot({ fewer, silent, surer, misspelled })}.${cutShort ? shortened[cutShort] : ''}`,
      method: describeMethod(settings, rounds[best]!.step),
      learnedOn,
      seconds: (performance.now() - begun) / 1000,
    },
    ...(weights && { weights }),
  };
}

function errorsIn(count: number): string {
  return `${count} ${count === 1 ? 'error' : 'errors'}`;
}

/** What stands against a version that makes fewer errors; empty for one that does not. */
function whyNot(found: {
  fewer: number;
  silent: boolean;
  surer: boolean;
  misspelled: boolean;
}): string {
  if (found.fewer <= 0) return '';
  if (found.fewer < fewestFewer) return '; that may be chance';
  if (found.silent) return ', but fewer characters are read rightly';
  if (found.misspelled) return ', but with the dictionary it makes more errors than before';
  return found.surer ? '' : ', but it is less sure of what was written';
}

function describeMethod({ layers }: AdaptationSettings, step: number): string {
  if (step === 0) return 'nothing';
  const parts = {
    head: 'normalisation and head',
    all: 'all layers',
    affine: 'affine map of the input',
  };
  return `${parts[layers]}, ${step} steps`;
}
