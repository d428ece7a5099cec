/**
 * Factors to multiply with: 0 with probability `rate`, 1 / (1 − rate) otherwise. The generator is
 * that of random.ts, written out: a call for every element would cost more than the layer itself.
 *
 * @param factors takes them
 */
export function dropoutFactors(
  count: number,
  rate: number,
  seed: number,
  factors: Float32Array = new Float32Array(count),
): Float32Array {
  const threshold = rate * 4_294_967_296;
  const keep = 1 / (1 - rate);
  let state = seed | 0;
  for (let i = 0; i < count; i++) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    factors[i] = (mixed ^ (mixed >>> 14)) >>> 0 >= threshold ? keep : 0;
  }
  return factors;
}
