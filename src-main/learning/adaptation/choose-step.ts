import { errorRate, wordErrors, type ErrorCount } from '../../recognizer/decoding/error-rate.ts';
import type { AdaptationRates } from '../../contract/adaptation.ts';
import { confusionsOf } from '../evaluation/confusions.ts';
import type { TakeReading } from './fold-learner.ts';
import type { Fold } from './folds.ts';

/** Readings of all takes after so many steps, each by the version that had not learnt it. */
export interface Round {
  readonly step: number;
  /** By fold. */
  readonly readings: readonly (readonly TakeReading[])[];
}

/** What a take is judged by when it is kept back. */
export interface JudgedTake {
  readonly text: string;
  /** Characters that the version which reads it has learnt from other takes. */
  readonly learnt: ReadonlySet<string>;
}

/**
 * A letter that stands in one take alone is learnt by the model, but not by the version that reads this
 * very take: it says nothing of either. Prompts that cover many letters with few words hold many of
 * those.
 */
export function judgedTakes(texts: readonly string[], folds: readonly Fold[]): JudgedTake[] {
  const judged = texts.map((text): JudgedTake => ({ text, learnt: new Set() }));
  for (const { training, heldBack } of folds) {
    const learnt = new Set(training.flatMap((take) => Array.from(texts[take]!)));
    for (const take of heldBack) judged[take] = { text: texts[take]!, learnt };
  }
  return judged;
}

/** Errors in characters that were learnt, and how many of these there are. */
export function learntErrors(read: string, { text, learnt }: JudgedTake): ErrorCount {
  const errors = confusionsOf(text, read).filter(
    ({ written }) => written === '' || learnt.has(written),
  ).length;
  return { errors, length: Array.from(text).filter((one) => learnt.has(one)).length };
}

/** Of the characters that were learnt those that were read rightly. */
export function rightCharacters(read: string, { text, learnt }: JudgedTake): number {
  const wrong = confusionsOf(text, read).filter(({ written }) => learnt.has(written)).length;
  return Array.from(text).filter((one) => learnt.has(one)).length - wrong;
}

/** CER of the characters that were learnt, WER and loss of everything. */
export function ratesOf(
  readings: readonly TakeReading[],
  takes: readonly JudgedTake[],
): AdaptationRates {
  const finite = readings.map(({ loss }) => loss).filter(Number.isFinite);
  const cerOf = (read: (reading: TakeReading) => string) =>
    errorRate(readings.map((reading) => learntErrors(read(reading), takes[reading.take]!)));
  const spelled = readings.length > 0 && readings.every((reading) => reading.spelled !== undefined);
  return {
    cer: cerOf(({ text }) => text),
    ...(spelled && { cerWithDictionary: cerOf((reading) => reading.spelled!) }),
    wer: errorRate(readings.map(({ take, text }) => wordErrors(takes[take]!.text, text))),
    loss: finite.reduce((sum, loss) => sum + loss, 0) / Math.max(1, finite.length),
  };
}

/** How much a nat a character weighs beside an error a character. */
const lossWeight = 0.15;

/**
 * Lower is better. Few takes hold few errors, and many versions make the same number: how sure a
 * version is of what was written decides between them.
 */
function scoreOf(readings: readonly TakeReading[], takes: readonly JudgedTake[]): number {
  const { cer: alone, cerWithDictionary: spelled = alone, loss } = ratesOf(readings, takes);
  // What is read with a dictionary is what the writer sees; the network alone makes more errors to tell by.
  const cer = (alone + spelled) / 2;
  const characters = readings.reduce((sum, { take }) => sum + takes[take]!.text.length, 0);
  return cer + (lossWeight * loss * readings.length) / Math.max(1, characters);
}

/**
 * Of rounds about as good as the best one the last is taken: every version has learnt fewer takes than
 * the model will have, and tells too early that nothing more is to be learnt.
 */
const tolerance = 0.15;

/**
 * Index of the round to stop at; 0, the model as it came, where no other has a better score.
 * @param without a fold that has no say
 */
export function bestRound(
  rounds: readonly Round[],
  takes: readonly JudgedTake[],
  without?: number,
): number {
  const scores = rounds.map(({ readings }) =>
    scoreOf(readings.filter((_, fold) => fold !== without).flat(), takes),
  );
  const least = Math.min(...scores);
  if (least === scores[0]) return 0;
  const enough = Math.min((1 + tolerance) * least, scores[0]!);
  return scores.findLastIndex((score) => score <= enough);
}

/**
 * What to expect of writing that was neither learnt nor used to choose how long to learn: each fold
 * as it is read after as many steps as the other folds ask for.
 */
export function fairReadings(
  rounds: readonly Round[],
  takes: readonly JudgedTake[],
): readonly TakeReading[] {
  const folds = rounds[0]!.readings.length;
  return Array.from(
    { length: folds },
    (_, fold) => rounds[bestRound(rounds, takes, fold)]!.readings[fold]!,
  )
    .flat()
    .sort((a, b) => a.take - b.take);
}
