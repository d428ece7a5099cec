import { errorRate, characterErrors, wordErrors } from '../../recognizer/decoding/error-rate.ts';
import type { AdaptationRates } from '../../contract/adaptation.ts';
import type { TakeReading } from './fold-learner.ts';

/** Readings of all takes after so many steps, each by the version that had not learnt it. */
export interface Round {
  readonly step: number;
  /** By fold. */
  readonly readings: readonly (readonly TakeReading[])[];
}

/** @param texts what was written, by take */
export function ratesOf(
  readings: readonly TakeReading[],
  texts: readonly string[],
): AdaptationRates {
  const finite = readings.map(({ loss }) => loss).filter(Number.isFinite);
  return {
    cer: errorRate(readings.map(({ take, text }) => characterErrors(texts[take]!, text))),
    wer: errorRate(readings.map(({ take, text }) => wordErrors(texts[take]!, text))),
    loss: finite.reduce((sum, loss) => sum + loss, 0) / Math.max(1, finite.length),
  };
}

/** How much a tenth of a nat a character weighs beside one error in ten characters. */
const lossWeight = 0.3;

/**
 * Lower is better. Few takes hold few errors, and many versions make the same number: how sure a
 * version is of what was written decides between them.
 */
export function scoreOf(readings: readonly TakeReading[], texts: readonly string[]): number {
  const { cer, loss } = ratesOf(readings, texts);
  const characters = readings.reduce((sum, { take }) => sum + texts[take]!.length, 0);
  return cer + (lossWeight * loss * readings.length) / Math.max(1, characters);
}

/**
 * Of rounds about as good as the best one the last is taken. Takes that were kept back hold letters
 * that the others lack: they tell too early that nothing more is to be learnt.
 */
const tolerance = 0.15;

/**
 * Index of the round to stop at; 0, the model as it came, where no other has a better score.
 * @param without a fold that has no say
 */
export function bestRound(
  rounds: readonly Round[],
  texts: readonly string[],
  without?: number,
): number {
  const scores = rounds.map(({ readings }) =>
    scoreOf(readings.filter((_, fold) => fold !== without).flat(), texts),
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
  texts: readonly string[],
): readonly TakeReading[] {
  const folds = rounds[0]!.readings.length;
  return Array.from(
    { length: folds },
    (_, fold) => rounds[bestRound(rounds, texts, fold)]!.readings[fold]!,
  )
    .flat()
    .sort((a, b) => a.take - b.take);
}
