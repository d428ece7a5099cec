import { channelCount } from '../contract/sensors.ts';

/** Standard deviations on either side beyond which a Gaussian is taken to be nothing. */
const reachInDeviations = 3;

/**
 * Readings smoothed over time by a Gaussian; at either end the outermost reading stands for those
 * that are not there.
 *
 * @param values rows of `channelCount` readings, channels innermost
 * @param frequency cycles a reading (Hz by rate) of which half of the amplitude is let through, and
 *   less of faster motion; above 0
 */
export function smooth(values: Float32Array, frequency: number): Float32Array {
  // exp(−(2π f σ)² / 2) = 1/2
  const deviation = Math.sqrt(2 * Math.LN2) / (2 * Math.PI * frequency);
  const reach = Math.ceil(reachInDeviations * deviation);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-0.5 * ((i - reach) / deviation) ** 2),
  );
  const sum = kernel.reduce((total, one) => total + one, 0);
  const length = values.length / channelCount;
  const result = new Float32Array(values.length);
  for (let t = 0; t < length; t += 1) {
    for (let channel = 0; channel < channelCount; channel += 1) {
      let value = 0;
      for (let i = -reach; i <= reach; i += 1) {
        const at = Math.min(length - 1, Math.max(0, t + i));
        value += kernel[i + reach]! * values[at * channelCount + channel]!;
      }
      result[t * channelCount + channel] = value / sum;
    }
  }
  return result;
}
