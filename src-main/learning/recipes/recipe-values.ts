import * as v from 'valibot';

/** Kinds of numbers in recipes. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(1));
export const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
export const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
export const ratio = v.pipe(v.number(), v.minValue(1), v.maxValue(4));
export const range = v.pipe(
  v.tuple([amount, amount]),
  v.check(([low, high]) => low <= high, 'the first number must not exceed the second'),
);

export const learningRate = v.pipe(v.number(), v.gtValue(0));

/** How weights are changed, in every recipe whose training is checked on a validation part. */
export const optimizationEntries = {
  steps: count,
  /** Samples of a step, of all threads together where there are several. */
  batchSize: count,
  learningRate,
  warmUpSteps: whole,
  weightDecay: amount,
  /** Gradients are scaled down to this global norm. */
  clipNorm: v.pipe(v.number(), v.gtValue(0)),
  /** Weight of the frame-wise loss, where each letter is; falls linearly to 0. */
  frameWeight: amount,
  frameWeightUntilStep: whole,
  /** Steps between two checks on the validation part. */
  validateEvery: count,
  /** Steps between two checkpoints. */
  checkpointEvery: count,
};
