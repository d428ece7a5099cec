import { channelCount, type SampleWindow } from '../../contract/sensors.ts';
import { atTempo } from '../../recognizer/tempi.ts';
import type { Matrix3 } from '../../simulator/rotation.ts';
import { remounted } from './mountings.ts';

/** How what a pen measures becomes what a model has learnt from. */
export interface PenFit {
  /** Axes of the pen's sensors to those of the model's pens, row by row. */
  readonly rotation: Matrix3;
  /**
   * Factor on time. Below 1 for readings that came faster than their file says, and for hands that
   * are slower than those the model knows.
   */
  readonly tempo: number;
  /** Hertz of which half the amplitude is let through, and less of faster motion; undefined: all is. */
  readonly smoothingHz: number | undefined;
}

export const asItIs: PenFit = {
  rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  tempo: 1,
  smoothingHz: undefined,
};

/** What another pen, that the model knows, would have measured. */
export function fitted(
  window: SampleWindow,
  { rotation, tempo, smoothingHz }: PenFit,
): SampleWindow {
  const smooth = smoothingHz === undefined ? window : smoothed(window, smoothingHz);
  const paced = stretched(smooth, tempo);
  // Turned by nothing, a sensor that lacks an axis still lacks it.
  return rotation === asItIs.rotation ? paced : remounted(paced, rotation);
}

/** A Gaussian as wide as lets half of the amplitude through at `hz`. */
function smoothed(window: SampleWindow, hz: number): SampleWindow {
  const { rateHz, length, values } = window;
  // exp(−(2π f σ)² / 2) = 1/2
  const deviation = (Math.sqrt(2 * Math.LN2) / (2 * Math.PI * hz)) * rateHz;
  const reach = Math.ceil(3 * deviation);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-0.5 * ((i - reach) / deviation) ** 2),
  );
  const sum = kernel.reduce((total, one) => total + one, 0);
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
  return { ...window, values: result };
}

function stretched(window: SampleWindow, tempo: number): SampleWindow {
  const { length, values } = atTempo({ ...window, channels: channelCount }, tempo);
  return { ...window, length, values };
}
