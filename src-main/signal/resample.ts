import { channelCount, type SampleWindow, type SensorMask } from '../contract/sensors.ts';
import { UniformResampler } from './uniform-resampler.ts';

/**
 * A whole recording on a uniform grid, by the very resampler of the live path, so that what is
 * learnt from files is what will be read from the pen. Gaps are bridged by a straight line however
 * long they are: a recording is one piece.
 *
 * @param timesMs n device times, ascending
 * @param values n × channelCount in the units of the channel table
 * @param rateHz rate of the grid
 */
export function resampleUniform(
  timesMs: Float64Array,
  values: Float32Array,
  mask: SensorMask,
  rateHz = 100,
): SampleWindow {
  const first = timesMs[0] ?? 0;
  const last = timesMs.at(-1) ?? 0;
  const capacity = Math.floor(((last - first) * rateHz) / 1000 + 1e-6) + 2;
  const rows = new Float32Array(capacity * channelCount);
  let length = 0;
  const resampler = new UniformResampler(
    {
      onUniform: (row) => {
        rows.set(row, length * channelCount);
        length += 1;
      },
      onGap: () => undefined,
    },
    { rateHz, maximumGapMs: Infinity },
  );
  for (let index = 0; index < timesMs.length; index += 1) {
    resampler.push({
      timeMs: timesMs[index]!,
      mask,
      values: values.subarray(index * channelCount, (index + 1) * channelCount),
    });
  }
  return { rateHz, mask, length, values: rows.slice(0, length * channelCount), startMs: first };
}
