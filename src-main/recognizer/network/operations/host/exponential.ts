/**
 * e^x, the logistic function and tanh in a few multiplications: V8 calls a library for each of
 * Math.exp and Math.tanh. e^x = 2^n · e^r with |r| ≤ ln 2 / 2, e^r by its series to r⁷: relative
 * error below 1e-8, less than float32 can hold.
 */
const limit = 87;
const offset = 128;
const powersOfTwo = Float64Array.from({ length: 2 * offset + 1 }, (_, i) => 2 ** (i - offset));

export function exponential(x: number): number {
  const bounded = x > limit ? limit : x < -limit ? -limit : x;
  // A positive number is rounded by cutting.
  const index = (bounded * Math.LOG2E + (offset + 0.5)) | 0;
  const r = bounded - (index - offset) * Math.LN2;
  const series =
    1 +
    r *
      (1 +
        r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040)))))));
  return powersOfTwo[index]! * series;
}

export function logistic(x: number): number {
  return 1 / (1 + exponential(-x));
}

export function hyperbolicTangent(x: number): number {
  return 1 - 2 / (1 + exponential(2 * x));
}
