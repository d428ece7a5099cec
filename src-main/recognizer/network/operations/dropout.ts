import { createRandom } from '../random.ts';

/** Factors to multiply with: 0 with probability `rate`, 1 / (1 − rate) otherwise. */
export function dropoutFactors(count: number, rate: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const keep = 1 / (1 - rate);
  const factors = new Float32Array(count);
  for (let i = 0; i < count; i++) factors[i] = random() < rate ? 0 : keep;
  return factors;
}
