import * as v from 'valibot';
import { channelCount, channelIndex, type ChannelName } from '../../../contract/sensors.ts';
import type { RandomGenerator } from '../../../simulator/random.ts';
import { amount, share } from '../../recipes/recipe-values.ts';
import type { LabeledWindow } from '../../samples/sample.ts';

/** How far a recording may be from another of the same character; all is drawn anew for each sample. */
export const variationSchema = v.strictObject({
  /** Deviation of ln of the speed, which changes smoothly while one writes. */
  speed: amount,
  /** Up to this share is missing at either end, or the hand rests there so long. */
  ends: share,
  /** Deviation of each element of the linear map of the channels about the unit map. */
  map: amount,
  /** Up to this deviation is added that changes slowly, about four times a recording … */
  drift: amount,
  /** … and that changes quickly, every third reading. In deviations of the channel. */
  noise: amount,
});
export type Variation = v.InferOutput<typeof variationSchema>;

const speedKnots = 6;
const driftKnots = 5;

/**
 * Another recording of the same character, of the same length. A linear map of the channels is what an
 * otherwise worn sensor, another slant and scaling by axis come to once each channel is normalised.
 *
 * @param sample normalised by channel
 * @param channels what is varied; the others stay
 */
export function vary(
  sample: LabeledWindow,
  channels: readonly ChannelName[],
  { speed, ends, map, drift, noise }: Variation,
  random: RandomGenerator,
): LabeledWindow {
  const { length, values } = sample.window;
  const columns = channels.map(channelIndex);
  const places = placesOf(length, speed, ends, random);
  const matrix = columns.map((_, row) =>
    columns.map((_, column) => (row === column ? 1 : 0) + random.normal(0, map)),
  );
  const slow = drift * random.uniform();
  const quick = noise * random.uniform();
  const varied = values.slice();
  const source = new Float64Array(columns.length);
  const added = columns.map(() => {
    const drifting = smoothCurve(length, driftKnots, random);
    const noisy = smoothCurve(length, Math.max(2, Math.floor(length / 3)), random);
    return drifting.map((value, row) => slow * value + quick * noisy[row]!);
  });
  for (let row = 0; row < length; row += 1) {
    const low = Math.min(length - 2, Math.floor(places[row]!));
    const weight = places[row]! - low;
    columns.forEach((channel, index) => {
      const at = low * channelCount + channel;
      source[index] = (1 - weight) * values[at]! + weight * values[at + channelCount]!;
    });
    columns.forEach((channel, index) => {
      let value = added[index]![row]!;
      for (let from = 0; from < source.length; from += 1) {
        value += source[from]! * matrix[from]![index]!;
      }
      varied[row * channelCount + channel] = value;
    });
  }
  return { ...sample, window: { ...sample.window, values: varied } };
}

/** Where in the recording each reading is taken, 0..length - 1, never backwards. */
function placesOf(
  length: number,
  speed: number,
  ends: number,
  random: RandomGenerator,
): Float64Array {
  const places = smoothCurve(length, speedKnots, random);
  const first = random.uniform(-ends, ends);
  const last = 1 + random.uniform(-ends, ends);
  let sum = 0;
  for (let row = 1; row < length; row += 1) {
    sum += Math.exp(speed * places[row]!);
    places[row] = sum;
  }
  places[0] = 0;
  return places.map(
    (place) => Math.min(1, Math.max(0, first + (place / sum) * (last - first))) * (length - 1),
  );
}

/** Standard normal knots at equal distances, with cubic steps between them. */
function smoothCurve(length: number, knots: number, random: RandomGenerator): Float64Array {
  const heights = Float64Array.from({ length: knots }, () => random.normal());
  return Float64Array.from({ length }, (_, row) => {
    const place = (row / Math.max(1, length - 1)) * (knots - 1);
    const low = Math.min(knots - 2, Math.floor(place));
    const share = place - low;
    const step = share * share * (3 - 2 * share);
    return heights[low]! + step * (heights[low + 1]! - heights[low]!);
  });
}
