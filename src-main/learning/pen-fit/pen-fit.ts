import { channelCount, type SampleWindow } from '../../contract/sensors.ts';
import { atTempo } from '../../recognizer/tempi.ts';
import { smooth } from '../../signal/smooth.ts';
import type { Matrix3 } from '../../simulator/rotation.ts';
import { remounted } from './mountings.ts';

/** How what a pen measures becomes what a model has learnt from. */
export interface PenFit {
  /** Axes of the pen's sensors to those of the model's pens, row by row; undefined: they are the same. */
  readonly rotation: Matrix3 | undefined;
  /**
   * Factor on time. Below 1 for readings that came faster than their file says, and for hands that
   * are slower than those the model knows.
   */
  readonly tempo: number;
  /**
   * Hertz by the clock of the recording (before `tempo`) of which half the amplitude is let through,
   * and less of faster motion; undefined: all is.
   */
  readonly smoothingHz: number | undefined;
}

export const asItIs: PenFit = {
  rotation: undefined,
  tempo: 1,
  smoothingHz: undefined,
};

/** What another pen, that the model knows, would have measured. */
export function fitted(
  window: SampleWindow,
  { rotation, tempo, smoothingHz }: PenFit,
): SampleWindow {
  const { rateHz, values } = window;
  const smoothed =
    smoothingHz === undefined
      ? window
      : { ...window, values: smooth(values, smoothingHz / rateHz) };
  const paced = stretched(smoothed, tempo);
  return rotation === undefined ? paced : remounted(paced, rotation);
}

function stretched(window: SampleWindow, tempo: number): SampleWindow {
  const { length, values } = atTempo({ ...window, channels: channelCount }, tempo);
  return { ...window, length, values };
}
