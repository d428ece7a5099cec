import { lengthsAfter } from '../operations.ts';
import type { HostResult } from './host-operation.ts';
import { zeros } from './memory.ts';

/** Windows of `size` frames without overlap; only true frames count. */
export function poolFrames(
  size: number,
  mode: 'maximum' | 'average',
  [batch, time, channels]: readonly [number, number, number],
  lengths: Int32Array,
  x: Float32Array,
): HostResult {
  const outputTime = Math.ceil(time / size);
  const frames = lengthsAfter(lengths, size);
  const y = zeros(batch * outputTime * channels);
  /** Where a maximum came from. */
  const origin = new Int32Array(mode === 'maximum' ? y.length : 0);
  const visit = (each: (output: number, input: number, count: number, first: boolean) => void) => {
    frames.forEach((total, sample) => {
      for (let frame = 0; frame < total; frame++) {
        const start = frame * size;
        const end = Math.min(lengths[sample]!, start + size);
        const output = (sample * outputTime + frame) * channels;
        for (let at = start; at < end; at++) {
          const input = (sample * time + at) * channels;
          for (let c = 0; c < channels; c++) each(output + c, input + c, end - start, at === start);
        }
      }
    });
  };
  visit((output, input, count, first) => {
    if (mode === 'average') y[output]! += x[input]! / count;
    else if (first || x[input]! > y[output]!) {
      y[output] = x[input]!;
      origin[output] = input;
    }
  });
  return {
    shape: [batch, outputTime, channels],
    values: y,
    backward: (dy) => {
      const dx = zeros(x.length);
      visit((output, input, count) => {
        if (mode === 'average') dx[input] = dy[output]! / count;
        else if (origin[output] === input) dx[input] = dy[output]!;
      });
      return [dx];
    },
  };
}
