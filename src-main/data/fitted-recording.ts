import { channelCount } from '../contract/sensors.ts';
import { fittedSink, hasFit, type ProfileFit } from '../pen/framing/fitted-sink.ts';
import type { PenRecording } from './formats/pen-recording.ts';

export type { ProfileFit } from '../pen/framing/fitted-sink.ts';

/** A recording as it had been if the pen's profile had held while it was made. */
export function fittedRecording(recording: PenRecording, fit: ProfileFit): PenRecording {
  if (!hasFit(fit)) return recording;
  const count = recording.timesMs.length;
  const timesMs = new Float64Array(count);
  const values = new Float32Array(count * channelCount);
  let { mask } = recording;
  let at = 0;
  const sink = fittedSink(
    {
      onInformation: () => undefined,
      onSample: (sample) => {
        timesMs[at] = sample.timeMs;
        values.set(sample.values, at * channelCount);
        mask = sample.mask;
        at += 1;
      },
    },
    fit,
  );
  for (let row = 0; row < count; row += 1) {
    sink.onSample({
      timeMs: recording.timesMs[row]!,
      mask: recording.mask,
      values: recording.values.subarray(row * channelCount, (row + 1) * channelCount),
    });
  }
  return { ...recording, timesMs, values, mask };
}
