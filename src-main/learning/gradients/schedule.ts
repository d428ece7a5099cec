export interface ScheduleOptions {
  readonly steps: number;
  /** Where steps are counted from. Default 0. */
  readonly firstStep?: number | undefined;
  /** Linear from a hundredth of the peak to the peak. */
  readonly warmUpSteps: number;
  /** Peak of the learning rate. */
  readonly learningRate: number;
  /** The peak is held until this step. Default: no longer than the warm-up. */
  readonly constantUntilStep?: number;
  /** Share of the peak at the end. Default 0. */
  readonly finalShare?: number;
}

/** Learning rate of step firstStep, …, steps - 1: linear warm-up, the peak, then half a cosine. */
export function learningRateAt(step: number, options: ScheduleOptions): number {
  const { steps, warmUpSteps, learningRate, firstStep = 0, finalShare = 0 } = options;
  const warm = step - firstStep;
  if (warm < warmUpSteps) {
    return learningRate * (0.01 + (0.99 * (warm + 1)) / warmUpSteps);
  }
  const start = Math.max(firstStep + warmUpSteps, options.constantUntilStep ?? 0);
  const progress = Math.min(1, Math.max(0, step - start) / Math.max(1, steps - start));
  const cosine = (1 + Math.cos(Math.PI * progress)) / 2;
  return learningRate * (finalShare + (1 - finalShare) * cosine);
}
