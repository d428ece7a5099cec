import type { TrainingProgress } from './train.ts';

/** One line for the terminal, without line end. */
export function describeProgress(progress: TrainingProgress): string {
  const { step, steps, ctc, frameWise, learningRate, skipped, secondsLeft, validation } = progress;
  const parts = [
    `step ${step} of ${steps}`,
    `loss ${ctc.toFixed(3)}`,
    ...(frameWise > 0 ? [`frame-wise ${frameWise.toFixed(3)}`] : []),
    `rate ${learningRate.toExponential(1)}`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    `${describeSeconds(secondsLeft)} left`,
  ];
  if (validation) {
    const { singleAccuracy, sequenceCer, simulatedCer } = validation;
    parts.push(
      `validation: ${percent(singleAccuracy)} single, CER ${percent(sequenceCer)} joined, ${percent(simulatedCer)} simulated`,
    );
  }
  return parts.join(' · ');
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
