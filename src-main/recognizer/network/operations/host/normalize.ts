import { normalizationEpsilon } from '../operations.ts';
import type { HostResult } from './host-operation.ts';

export interface Statistics {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

export interface NormalizationTask {
  readonly over: 'instance' | 'layer' | 'batch';
  readonly shape: readonly [number, number, number];
  readonly lengths: Int32Array;
  /** Use these instead of measuring. */
  readonly fixed?: Statistics;
  /** Hears of what was measured. */
  readonly onStatistics?: (statistics: Statistics) => void;
}

/**
 * Which group of values a channel of a frame belongs to: normalisation makes every group's mean 0
 * and variance 1. `instance`: sample × channel, `batch`: channel, `layer`: frame.
 */
function grouping({ over, shape: [batch, time, channels], lengths }: NormalizationTask) {
  const frames = lengths.reduce((sum, length) => sum + length, 0);
  switch (over) {
    case 'instance':
      return {
        groups: batch * channels,
        sampleStep: channels,
        frameStep: 0,
        channelStep: 1,
        count: (group: number) => lengths[Math.floor(group / channels)]!,
      };
    case 'batch':
      return { groups: channels, sampleStep: 0, frameStep: 0, channelStep: 1, count: () => frames };
    case 'layer':
      return {
        groups: batch * time,
        sampleStep: time,
        frameStep: 1,
        channelStep: 0,
        count: () => channels,
      };
  }
}

/**
 * x, scale and offset → normalised values over the true frames. Two passes for the variance: one
 * would lose it where the mean is large.
 */
export function normalizeGroups(
  task: NormalizationTask,
  [x, scale, offset]: readonly [Float32Array, Float32Array | undefined, Float32Array | undefined],
): HostResult {
  const { shape, lengths, fixed } = task;
  const [, time, channels] = shape;
  const { groups, sampleStep, frameStep, channelStep, count } = grouping(task);
  const visit = (each: (index: number, group: number, channel: number) => void) => {
    for (let sample = 0; sample < lengths.length; sample++) {
      for (let frame = 0; frame < lengths[sample]!; frame++) {
        const row = (sample * time + frame) * channels;
        const group = sample * sampleStep + frame * frameStep;
        for (let channel = 0; channel < channels; channel++) {
          each(row + channel, group + channel * channelStep, channel);
        }
      }
    }
  };
  const average = (sums: Float64Array) => sums.map((sum, group) => sum / Math.max(1, count(group)));

  let mean = new Float64Array(groups);
  let variance = new Float64Array(groups);
  if (fixed === undefined) {
    visit((index, group) => (mean[group]! += x[index]!));
    mean = average(mean);
    visit((index, group) => (variance[group]! += (x[index]! - mean[group]!) ** 2));
    variance = average(variance);
    task.onStatistics?.({ mean: Float32Array.from(mean), variance: Float32Array.from(variance) });
  } else {
    mean = Float64Array.from(fixed.mean);
    variance = Float64Array.from(fixed.variance);
  }
  const inverse = variance.map((value) => 1 / Math.sqrt(value + normalizationEpsilon));
  const normal = new Float32Array(x.length);
  const y = scale === undefined && offset === undefined ? normal : new Float32Array(x.length);
  visit((index, group, channel) => {
    const value = (x[index]! - mean[group]!) * inverse[group]!;
    normal[index] = value;
    y[index] = value * (scale?.[channel] ?? 1) + (offset?.[channel] ?? 0);
  });

  const backward = (dy: Float32Array) => {
    const dScale = new Float64Array(channels);
    const dOffset = new Float64Array(channels);
    const slope = new Float64Array(groups);
    const tilt = new Float64Array(groups);
    visit((index, group, channel) => {
      const gradient = dy[index]!;
      dOffset[channel]! += gradient;
      dScale[channel]! += gradient * normal[index]!;
      const scaled = gradient * (scale?.[channel] ?? 1);
      slope[group]! += scaled;
      tilt[group]! += scaled * normal[index]!;
    });
    // With fixed statistics nothing flows through mean and variance.
    const meanSlope = fixed === undefined ? average(slope) : slope.fill(0);
    const meanTilt = fixed === undefined ? average(tilt) : tilt.fill(0);
    const dx = new Float32Array(x.length);
    visit((index, group, channel) => {
      const scaled = dy[index]! * (scale?.[channel] ?? 1);
      dx[index] =
        inverse[group]! * (scaled - meanSlope[group]! - normal[index]! * meanTilt[group]!);
    });
    return [
      dx,
      ...(scale === undefined ? [] : [Float32Array.from(dScale)]),
      ...(offset === undefined ? [] : [Float32Array.from(dOffset)]),
    ];
  };
  return { shape, values: y, backward };
}
