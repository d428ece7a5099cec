import type { IsolatedProgress } from './isolated/train-isolated.ts';
import type { RecordingsProgress } from './recordings/train-recordings.ts';
import type * as run from '../runs/run.ts';
import type { TrainingProgress } from './digits/train-digits.ts';
import type { WordsProgress } from './words/train-words.ts';

/** One line for the terminal, without line end. */
export function describeProgress(progress: TrainingProgress): string {
  const { validation } = progress;
  if (!validation) return partsOf(progress).join(' · ');
  const { singleAccuracy, sequenceCer, simulatedCer } = validation;
  const checked = `validation: ${percent(singleAccuracy)} single, CER ${percent(sequenceCer)} joined, ${percent(simulatedCer)} simulated`;
  return [...partsOf(progress), checked].join(' · ');
}

/** The same of a model of words. */
export function describeWordsProgress(progress: WordsProgress): string {
  const { validation } = progress;
  if (!validation) return partsOf(progress).join(' · ');
  const { cer, wer, writtenCer } = validation;
  const checked = `validation: CER ${percent(cer)}, WER ${percent(wer)}, CER ${percent(writtenCer)} cursive`;
  return [...partsOf(progress), checked].join(' · ');
}

/** The same of a model of someone's recordings. */
export function describeRecordingsProgress(progress: RecordingsProgress): string {
  const { validation } = progress;
  if (!validation) return partsOf(progress).join(' · ');
  const checked = `validation: CER ${percent(validation.cer)}, WER ${percent(validation.wer)}`;
  return [...partsOf(progress), checked].join(' · ');
}

/** The same of a reader of images. */
export function describeImagesProgress(
  progress: run.TrainingProgress<{ readonly cer: number; readonly wer: number }>,
): string {
  const { validation } = progress;
  if (!validation) return partsOf(progress).join(' · ');
  const checked = `validation: CER ${percent(validation.cer)}, WER ${percent(validation.wer)}`;
  return [...partsOf(progress), checked].join(' · ');
}

/** The same of a model of isolated characters, of which several are trained one after the other. */
export function describeIsolatedProgress(part: string, progress: IsolatedProgress): string {
  return `${part}: ${partsOf(progress).join(' · ')}`;
}

function partsOf(progress: run.TrainingProgress<unknown>): string[] {
  const { step, steps, ctc, frameWise, learningRate, skipped, secondsLeft } = progress;
  return [
    `step ${step} of ${steps}`,
    `loss ${ctc.toFixed(3)}`,
    ...(frameWise > 0 ? [`frame-wise ${frameWise.toFixed(3)}`] : []),
    `rate ${learningRate.toExponential(1)}`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    `${describeSeconds(secondsLeft)} left`,
  ];
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

function describeSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
