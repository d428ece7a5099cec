import {
  channelIndex,
  hasChannel,
  standardGravity,
  type ChannelName,
  type PenSample,
} from '../../contract/sensors.ts';
import type { CalibrationFeedback } from '../../contract/sensor-calibration.ts';
import { directionCount, directionOf } from './directions.ts';
import { fitEllipsoid } from './ellipsoid.ts';

/** So many of the 26 directions must have been pointed in. */
const neededDirections = 19;
/** Points kept; a turn of a minute gives some thousand. */
const mostPoints = 3000;
/** Changes of acceleration above this within 50 ms are movement, not turning; m/s². */
const steady = 1.2;
const spacingMs = 20;
/** Of what a good fit leaves, as a share of the radius. */
const goodResidual = 0.05;
/** No sensor in order errs by more in scale, nor an accelerometer by more in bias (m/s²). */
const largestScaleError = 0.2;
const largestAccelerationBias = 2;
/** Strength of the earth's field anywhere, µT, with room for a bad scale. */
const field = { least: 15, most: 110 } as const;

/** What a three-axis sensor needs: corrected = (measured − bias) × scale. */
export interface AxesCorrection {
  readonly first: ChannelName;
  readonly bias: readonly [number, number, number];
  readonly scale: readonly [number, number, number];
  readonly residual: number;
}

export interface TurnFindings {
  readonly corrections: readonly AxesCorrection[];
  /** Sensors that could not be corrected, for people. */
  readonly problems: readonly string[];
}

const sensors = [
  { first: 'ax', title: 'accelerometer', radius: standardGravity },
  { first: 'rx', title: 'rear accelerometer', radius: standardGravity },
  { first: 'mx', title: 'magnetometer', radius: undefined },
] as const satisfies readonly {
  first: ChannelName;
  title: string;
  radius: number | undefined;
}[];

/** The pen is turned slowly every way: gravity and the earth's field draw ellipsoids around the bias. */
export class TurnStep {
  readonly #points = new Map<ChannelName, number[]>(sensors.map(({ first }) => [first, []]));
  readonly #directions = new Array<boolean>(directionCount).fill(false);
  readonly #previous = new Float64Array(3);
  #previousMs = -Infinity;
  #hasty = false;

  push({ timeMs, values, mask }: PenSample): void {
    if (timeMs - this.#previousMs < spacingMs && timeMs >= this.#previousMs) return;
    const at = channelIndex('ax');
    let change = 0;
    for (let axis = 0; axis < 3; axis += 1) {
      change += (values[at + axis]! - this.#previous[axis]!) ** 2;
      this.#previous[axis] = values[at + axis]!;
    }
    const pause = timeMs - this.#previousMs;
    this.#previousMs = timeMs;
    this.#hasty = Math.sqrt(change) > (steady * Math.min(pause, 50)) / 50;
    if (this.#hasty) return;
    for (const { first } of sensors) {
      const index = channelIndex(first);
      const points = this.#points.get(first)!;
      if (!hasChannel(mask, index) || points.length >= 3 * mostPoints) continue;
      points.push(values[index]!, values[index + 1]!, values[index + 2]!);
    }
    const direction = directionOf(values[at]!, values[at + 1]!, values[at + 2]!);
    if (direction !== undefined) this.#directions[direction] = true;
  }

  get feedback(): CalibrationFeedback {
    const covered = this.#directions.filter(Boolean).length;
    const fraction = Math.min(1, covered / neededDirections);
    const findings = fraction === 1 ? this.findings : undefined;
    const good = (findings?.corrections.length ?? 0) > 0 && findings?.problems.length === 0;
    return {
      step: 'turn',
      fraction,
      good,
      directions: [...this.#directions],
      message:
        findings !== undefined
          ? (findings.problems[0] ?? 'Every direction has been seen.')
          : this.#hasty
            ? 'More slowly: turn the pen without shaking it.'
            : covered < directionCount / 2
              ? 'Turn the pen slowly: tip up, tip down, and once round about itself.'
              : 'Go on: point it where the picture is still empty.',
    };
  }

  /** What the points so far say; sensors that the pen does not have are left out. */
  get findings(): TurnFindings {
    const corrections: AxesCorrection[] = [];
    const problems: string[] = [];
    for (const { first, title, radius } of sensors) {
      const points = this.#points.get(first)!;
      if (points.length === 0) continue;
      const correction = correct(first, Float64Array.from(points), radius);
      if (correction === undefined) {
        problems.push(
          `The ${title} does not fit: go on turning slowly, away from iron and loudspeakers.`,
        );
      } else corrections.push(correction);
    }
    return { corrections, problems };
  }
}

function correct(
  first: ChannelName,
  points: Float64Array,
  radius: number | undefined,
): AxesCorrection | undefined {
  const fit = fitEllipsoid(points);
  if (fit === undefined || fit.residual > goodResidual) return undefined;
  const mean = (fit.radii[0] + fit.radii[1] + fit.radii[2]) / 3;
  const target = radius ?? mean;
  const scale = fit.radii.map((value) => target / value);
  const plausible =
    scale.every((factor) => Math.abs(factor - 1) <= largestScaleError) &&
    (radius === undefined
      ? mean >= field.least && mean <= field.most
      : fit.center.every((bias) => Math.abs(bias) <= largestAccelerationBias));
  if (!plausible) return undefined;
  return {
    first,
    bias: fit.center,
    scale: scale as unknown as AxesCorrection['scale'],
    residual: fit.residual,
  };
}
