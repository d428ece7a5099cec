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
