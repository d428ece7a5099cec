/**
 * The logistic function and tanh without exponential and division, which V8 has as library calls.
 * A table holds the function at steps of 1/64; between them its own derivatives lead on to the
 * third order: σ' = σ(1 − σ), σ'' = σ'(1 − 2σ), σ''' = σ'(1 − 6σ'). Error below 1e-9, far less than
 * float32 can hold; beyond ±20 the function is 0 or 1 to 2e-9.
 */
const limit = 20;
const stepsPerUnit = 64;
const table = Float64Array.from(
  { length: 2 * limit * stepsPerUnit + 1 },
  (_, i) => 1 / (1 + Math.exp(limit - i / stepsPerUnit)),
);

export function logistic(x: number): number {
  // Written so that what is no number stays none.
  const bounded = x > limit ? limit : x < -limit ? -limit : x;
  const place = (bounded + limit) * stepsPerUnit;
  // A positive number is rounded by cutting.
  const index = (place + 0.5) | 0;
  const distance = (place - index) / stepsPerUnit;
  const value = table[index]!;
  const slope = value * (1 - value);
  return value + distance * slope * (1 + distance * (0.5 - value + distance * (1 / 6 - slope)));
}

export function hyperbolicTangent(x: number): number {
  return 2 * logistic(2 * x) - 1;
}
