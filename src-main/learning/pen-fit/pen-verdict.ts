import {
  channelCount,
  channelIndex,
  channelNames,
  hasChannel,
  maskOf,
  type ChannelName,
} from '../../contract/sensors.ts';
import type { PenRecording } from '../../data/recording.ts';
import { feelsGravity } from './fit-recordings.ts';

/** Something about a pen that stands in the way of reading words. */
export interface PenFinding {
  readonly code:
    | 'no-accelerometer'
    | 'no-gravity'
    | 'no-gyroscope'
    | 'gyroscope-axis'
    | 'slow'
    | 'clipped'
    | 'uneven'
    | 'no-force'
    | 'force-stuck'
    | 'force-gripped'
    | 'unknown-units';
  /** `cannot`: words cannot be read with such a pen; `harder`: they can, with more errors. */
  readonly severity: 'cannot' | 'harder';
  readonly message: string;
  /** What its owner can do about it. */
  readonly remedy: string;
}

/** Below the first words cannot be read, below the second they can with more errors; Hz. */
const leastHz = 20;
const enoughHz = 50;
/** Shares of the readings at the end of a range from which it is said, and from which it is too much. */
const someClipped = 0.005;
const muchClipped = 0.08;
/** Smallest full scales that pens are built with, ±2 g and ±250 °/s; what is below is no end of a range. */
const leastRange = { accelerometer: 18, gyroscope: 4.2 } as const;
/** A channel that moves by less is dead; m/s² and rad/s. */
const dead = 1e-4;
/** Spread of the force over its height below which it says nothing of contact. */
const stuckForce = 0.03;
/** Of its usual height on paper; a resistor that stays above is pressed by the grip. */
const grippedForce = 0.5;
/** Deviation of the distances between samples, as a share of the usual one. */
const unevenShare = 0.35;

/**
 * What stands in the way of reading words with a pen, worst first; empty for a pen that has everything.
 * Labels are not looked at.
 * @param recordings of one pen, at least one with two samples
 */
export function judgePen(recordings: readonly PenRecording[]): PenFinding[] {
  const mask = recordings.reduce((all, one) => all & one.mask, ~0);
  const findings = [
    ...judgeAccelerometer(recordings, mask),
    ...judgeGyroscope(recordings, mask),
    ...judgeClock(recordings),
    ...judgeForce(recordings, mask),
    ...(recordings.some(({ lossyUnits }) => lossyUnits) ? [unknownUnits] : []),
  ];
  return findings.sort((a, b) => Number(b.severity === 'cannot') - Number(a.severity === 'cannot'));
}

const unknownUnits: PenFinding = {
  ...{ code: 'unknown-units', severity: 'harder' },
  message: 'The unit of at least one sensor is not known: its numbers are taken as they are.',
  remedy: 'State “units” in the recordings, or scale and unit in the profile of the pen.',
};

function judgeAccelerometer(recordings: readonly PenRecording[], mask: number): PenFinding[] {
  const axes = ['ax', 'ay', 'az'] as const;
  if ((mask & maskOf(axes)) !== maskOf(axes)) {
    return [
      {
        ...{ code: 'no-accelerometer', severity: 'cannot' },
        message: 'The pen has no accelerometer with three axes: nothing says where up is.',
        remedy: 'Send ax, ay and az; every motion sensor measures them.',
      },
    ];
  }
  const findings: PenFinding[] = [];
  const without = recordings.filter((one) => !feelsGravity(one)).length;
  if (2 * without > recordings.length) {
    findings.push({
      ...{ code: 'no-gravity', severity: 'harder' },
      message:
        'Gravity is taken off (“linear acceleration”) or averages were: how the board sits cannot be found.',
      remedy: 'Send the raw acceleration, in which a pen at rest measures 1 g.',
    });
  }
  return [...findings, ...judgeRange(recordings, axes, 'accelerometer', '±2 g', '±4 g')];
}

function judgeGyroscope(recordings: readonly PenRecording[], mask: number): PenFinding[] {
  const axes = ['gx', 'gy', 'gz'] as const;
  const alive = axes.filter(
    (name) => hasChannel(mask, channelIndex(name)) && moves(recordings, name),
  );
  if (alive.length === 0) {
    return [
      {
        ...{ code: 'no-gyroscope', severity: 'cannot' },
        message:
          'The pen has no gyroscope, or it does not move: most of what a word is lies in how the pen turns.',
        remedy:
          'Read single letters with --characters, or build in a sensor with a gyroscope (MPU-6050 and newer).',
      },
    ];
  }
  const lost = axes.filter((name) => !alive.includes(name));
  const findings: PenFinding[] = [];
  if (lost.length > 0) {
    findings.push({
      ...{ code: 'gyroscope-axis', severity: 'harder' },
      message: `Of the gyroscope ${lost.join(' and ')} ${lost.length > 1 ? 'are' : 'is'} missing or dead.`,
      remedy:
        'Look whether a column was left out of the file, or whether the board sends all three axes.',
    });
  }
  return [...findings, ...judgeRange(recordings, alive, 'gyroscope', '±250 °/s', '±1000 °/s')];
}

function judgeRange(
  recordings: readonly PenRecording[],
  axes: readonly ChannelName[],
  sensor: keyof typeof leastRange,
  small: string,
  enough: string,
): PenFinding[] {
  const share = clippedShare(recordings, axes, leastRange[sensor]);
  if (share < someClipped) return [];
  return [
    {
      code: 'clipped',
      severity: share > muchClipped ? 'cannot' : 'harder',
      message: `${(100 * share).toFixed(1)} % of what the ${sensor} measured stands at the end of its range (${small}?): it is clipped.`,
      remedy: `Set the sensor to ${enough} or more.`,
    },
  ];
}

/** Of the readings, those that stand, two and more in a row, at the largest value of their axis. */
function clippedShare(
  recordings: readonly PenRecording[],
  axes: readonly ChannelName[],
  least: number,
): number {
  let [clipped, total] = [0, 0];
  for (const channel of axes.map(channelIndex)) {
    for (const sign of [1, -1]) {
      let end = 0;
      for (const { values } of recordings) {
        for (let at = channel; at < values.length; at += channelCount) {
          end = Math.max(end, sign * values[at]!);
        }
      }
      for (const { values } of recordings) {
        if (sign > 0) total += values.length / channelCount;
        if (end >= least) clipped += standing(values, channel, sign * end);
      }
    }
  }
  return total > 0 ? clipped / total : 0;
}

function standing(values: Float32Array, channel: number, end: number): number {
  let [count, run] = [0, 0];
  for (let at = channel; at <= values.length; at += channelCount) {
    // Counts that were converted may differ in their last digit.
    const stands = at < values.length && Math.abs(values[at]! - end) <= 1e-4 * Math.abs(end);
    if (stands) run += 1;
    if (stands && run === 2) count += 1;
    if (stands && run >= 2) count += 1;
    if (!stands) run = 0;
  }
  return count;
}

function moves(recordings: readonly PenRecording[], name: ChannelName): boolean {
  const channel = channelIndex(name);
  return recordings.some(({ values }) => {
    for (let at = channel + channelCount; at < values.length; at += channelCount) {
      if (Math.abs(values[at]! - values[channel]!) > dead) return true;
    }
    return false;
  });
}

function judgeClock(recordings: readonly PenRecording[]): PenFinding[] {
  const distances = recordings.flatMap(({ timesMs }) =>
    Array.from(timesMs.subarray(1), (time, at) => time - timesMs[at]!),
  );
  const usual = quantile(distances, 0.5);
  const hertz = 1000 / usual;
  const findings: PenFinding[] = [];
  if (hertz < enoughHz - 0.5) {
    const cannot = hertz < leastHz;
    findings.push({
      code: 'slow',
      severity: cannot ? 'cannot' : 'harder',
      message: `The pen sends ${hertz.toFixed(0)} samples a second; ${cannot ? `a letter is written in a fifth of a second, so words need ${leastHz} at the very least` : `${enoughHz} and more show all that a hand does`}.`,
      remedy: 'Raise the rate of the board to 100 Hz: shorter lines or binary frames, 115200 baud.',
    });
  }
  const deviation = Math.sqrt(
    distances.reduce((sum, one) => sum + (one - usual) ** 2, 0) / Math.max(1, distances.length),
  );
  if (deviation > unevenShare * usual) {
    findings.push({
      ...{ code: 'uneven', severity: 'harder' },
      message: `Samples come unevenly: they are ${usual.toFixed(0)} ms apart, give or take ${deviation.toFixed(0)}.`,
      remedy: 'Send the board’s own clock with every sample, and sample by a timer.',
    });
  }
  return findings;
}

function judgeForce(recordings: readonly PenRecording[], mask: number): PenFinding[] {
  const channel = channelIndex(channelNames.at(-1)!);
  const remedy = 'Words are read all the same; letters that are lifted are told apart less well.';
  if (!hasChannel(mask, channel)) {
    return [
      {
        ...{ code: 'no-force', severity: 'harder' },
        message: 'The pen has no force sensor: contact with the paper is not known.',
        remedy,
      },
    ];
  }
  const force = recordings.flatMap(({ values }) =>
    Array.from(
      { length: values.length / channelCount },
      (_, i) => values[i * channelCount + channel]!,
    ),
  );
  const [low, high] = [quantile(force, 0.03), quantile(force, 0.85)];
  if (high - low <= stuckForce * Math.abs(high)) {
    return [
      {
        ...{ code: 'force-stuck', severity: 'harder' },
        message: 'The force sensor does not move: it is stuck, or its wire is loose.',
        remedy: `${remedy} Look at the wiring and at the divider.`,
      },
    ];
  }
  if (low <= grippedForce * high) return [];
  return [
    {
      ...{ code: 'force-gripped', severity: 'harder' },
      message: `The force hardly falls when the pen is lifted (to ${Math.round((100 * low) / high)} % of its usual height): the grip presses the sensor.`,
      remedy: `${remedy} Give the sensor some play.`,
    },
  ];
}

function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
}
