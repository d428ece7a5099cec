export interface ScheduleOptions {
  readonly steps: number;
  /** Linear from a hundredth of the peak to the peak. */
  readonly warmUpSteps: number;
  /** Peak of the learning rate. */
  readonly learningRate: number;
  /** Share of the peak at the end. Default 0. */
  readonly finalShare?: number;
}

/** Learning rate of step 0, 1, …, steps - 1: linear warm-up, then half a cosine. */
export function learningRateAt(step: number, options: ScheduleOptions): number {
  const { steps, warmUpSteps, learningRate, finalShare = 0 } = options;
  if (step < warmUpSteps) {
    return learningRate * (0.01 + (0.99 * (step + 1)) / warmUpSteps);
  }
  const progress = Math.min(1, (step - warmUpSteps) / Math.max(1, steps - warmUpSteps));
  const cosine = (1 + Math.cos(Math.PI * progress)) / 2;
  return learningRate * (finalShare + (1 - finalShare) * cosine);
}
