import { channelCount } from '../../contract/sensors.ts';
import type { Matrix3 } from '../../simulator/rotation.ts';
import { maskOfTurned, turnAxes } from '../../simulator/turn-axes.ts';
import type { DecoderSink } from './pen-decoder.ts';

/** Passes samples on as if the sensors sat in the barrel as models know them. */
export function mountedSink(sink: DecoderSink, mounting: Matrix3): DecoderSink {
  // Of its own: a decoder may keep what a channel said last in the one that it sends.
  const values = new Float32Array(channelCount);
  return {
    onInformation: (information) => sink.onInformation(information),
    onSample: ({ timeMs, mask, values: measured }) => {
      values.set(measured);
      turnAxes(values, mounting);
      sink.onSample({ timeMs, mask: maskOfTurned(mask), values });
    },
  };
}
