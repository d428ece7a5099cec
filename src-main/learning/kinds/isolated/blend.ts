import { channelCount } from '../../../contract/sensors.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import type { Alignment } from '../../../recognizer/templates/time-warping.ts';

/**
 * A recording between two of the same text: places that time warping puts together are averaged, in
 * time and in value (SPAWNER; Kamycki et al. 2019).
 *
 * @param share of the second, 0..1
 */
export function blend(
  a: LabeledWindow,
  b: LabeledWindow,
  { first, second }: Pick<Alignment, 'first' | 'second'>,
  share: number,
): LabeledWindow {
  const steps = first.length;
  const timeOf = (step: number) => (1 - share) * first[step]! + share * second[step]!;
  const length = Math.floor(timeOf(steps - 1) + 1e-9) + 1;
  const values = new Float32Array(length * channelCount);
  let step = 0;
  for (let row = 0; row < length; row += 1) {
    while (step < steps - 2 && timeOf(step + 1) < row) step += 1;
    const next = Math.min(step + 1, steps - 1);
    const span = timeOf(next) - timeOf(step);
    const weight = span > 0 ? Math.min(1, Math.max(0, (row - timeOf(step)) / span)) : 0;
    for (let channel = 0; channel < channelCount; channel += 1) {
      const at = (which: number) =>
        (1 - share) * a.window.values[first[which]! * channelCount + channel]! +
        share * b.window.values[second[which]! * channelCount + channel]!;
      values[row * channelCount + channel] = (1 - weight) * at(step) + weight * at(next);
    }
  }
  const character = a.text;
  return {
    text: a.text,
    window: { ...a.window, mask: a.window.mask & b.window.mask, length, values },
    spans: [{ character, start: 0, end: length }],
  };
}
