import * as v from 'valibot';
import { amount, count, range, ratio, share } from './recipe-values.ts';

const probability = share;

/**
 * Variations of a recording, each with the probability that it is drawn with. Multiplicative noise,
 * drift, drop-out and time warp follow the REWI recipe (Li et al. 2025); they act on values in SI
 * units, before any normalisation. A variation that is left out is not applied.
 */
export const augmentationSchema = v.strictObject({
  /** Faster and slower: `speedChanges` knots, each by up to `ratio`, on top of `overall` for the whole. */
  timeWarp: v.exactOptional(
    v.strictObject({ probability, speedChanges: count, ratio, overall: ratio }),
  ),
  /** The pen sits otherwise in the hand: sensor axes turned by about `degrees` (normal, each axis). */
  rotation: v.exactOptional(v.strictObject({ probability, degrees: amount })),
  /** Every sensor's scale off by a factor exp(N(0, deviation)). */
  gain: v.exactOptional(v.strictObject({ probability, deviation: amount })),
  /** Up to `start` and `end` of the window's length are cut off. */
  crop: v.exactOptional(v.strictObject({ probability, start: share, end: share })),
  /** White noise with a deviation of up to so much, m/s² and rad/s. */
  noise: v.exactOptional(v.strictObject({ probability, acceleration: amount, rotation: amount })),
  multiplicativeNoise: v.exactOptional(v.strictObject({ probability, deviation: amount })),
  /** A slow factor 1 ± `maximum`, linear between `knots`. */
  drift: v.exactOptional(v.strictObject({ probability, maximum: share, knots: count })),
  /** About `share` of each channel's readings repeat the last one, in blocks of `block` readings. */
  dropOut: v.exactOptional(v.strictObject({ probability, share, block: range })),
  /** Motion faster than some frequency, Hz, is smoothed away, as it is for pens that rattle. */
  smoothing: v.exactOptional(
    v.strictObject({
      probability,
      hz: v.pipe(
        range,
        v.check(([low]) => low > 0, 'frequencies must be above 0'),
      ),
    }),
  ),
  /**
   * What the gyroscope measures about one axis, in any direction, is lost: that of a pen without one
   * of its axes, once it has been turned to how the model's pens are built.
   */
  lostAxis: v.exactOptional(v.strictObject({ probability })),
  /**
   * Pens with fewer sensors, whole sensors taken away: only front accelerometer and gyroscope
   * remain; otherwise each of rear accelerometer, magnetometer and force is missing so often.
   */
  sensors: v.exactOptional(
    v.strictObject({ sixAxisProbability: probability, missingProbability: probability }),
  ),
});

export type AugmentationRecipe = v.InferOutput<typeof augmentationSchema>;
