import { channelCount, channelIndex } from '../../contract/sensors.ts';
import { idealPen } from '../../simulator/pen-hardware.ts';
import type { PenMotion } from '../../simulator/pose.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import type { Vector3 } from '../../simulator/rotation.ts';
import { centralEurope, measure } from '../../simulator/sensors.ts';
import { innerRateHz } from '../../simulator/trajectory.ts';
import { leastSquares, quantile } from './statistics.ts';
import { applied, cross, dot, plus, scaled, unit } from './vectors.ts';

export interface StylusCoupling {
  /** Means while writing, radians. */
  readonly altitude: number;
  readonly azimuth: number;
  /** As `WriterStyle.coupling`: rotation about line, page and vertical for a metre along each. */
  readonly coupling: readonly (readonly number[])[];
}

/** The session begins with text; a zigzag and a sine line follow. */
const textSeconds = 20;
const up: Vector3 = [0, 0, 1];
/** Every so many steps of the inner grid are enough. */
const stride = 8;

/**
 * How the stylus was held and turned as it wrote. The tip is the point of the pen that stays in one
 * plane while it presses; text runs along the line.
 * @param motion levelled, of the whole session
 */
export function stylusCoupling(motion: PenMotion): StylusCoupling {
  const last = Math.min(motion.length - stride, textSeconds * innerRateHz);
  const steps = Array.from({ length: Math.floor(last / stride) - 1 }, (_, i) => (i + 1) * stride);
  const pressure = steps.map((step) => motion.pressure[step]!);
  const threshold = (quantile(pressure, 0.02) + quantile(pressure, 0.8)) / 2;
  const pressing = steps.filter((step) => motion.pressure[step]! > threshold);
  const toTip = tipOf(motion, pressing);
  const tip = (step: number) => plus(placeOf(motion, step), applied(poseOf(motion, step), toTip));
  const drift = [0, 1].map(
    (axis) =>
      leastSquares(
        pressing.map((step) => [1, step / innerRateHz]),
        pressing.map((step) => tip(step)[axis]!),
      )[1]!,
  );
  const line = unit([drift[0]!, drift[1]!, 0]);
  const page = [...line, ...cross(up, line), ...up];
  const truth = measure(motion, idealPen, { ...centralEurope, heading: 0 }, new RandomGenerator(1));
  const moving = steps.map((step) =>
    applied(page, scaled(plus(tip(step + 1), scaled(tip(step - 1), -1)), innerRateHz / 2)),
  );
  const turning = steps.map((step) => {
    const at = step * channelCount + channelIndex('gx');
    return applied(
      page,
      applied(poseOf(motion, step), [truth[at]!, truth[at + 1]!, truth[at + 2]!]),
    );
  });
  const barrels = pressing.map((step) =>
    applied(page, unit(scaled(applied(poseOf(motion, step), toTip), -1))),
  );
  const barrel = unit(barrels.reduce((sum, one) => plus(sum, one)));
  return {
    altitude: Math.asin(barrel[2]),
    azimuth: Math.atan2(barrel[1], barrel[0]),
    coupling: [0, 1, 2].map((axis) =>
      Array.from(
        leastSquares(
          moving,
          turning.map((rate) => rate[axis]!),
        ),
      ),
    ),
  };
}

/** d with up · (p + R d) the same wherever the pen presses. */
function tipOf(motion: PenMotion, pressing: readonly number[]): Vector3 {
  const rows = pressing.map((step) => [...poseOf(motion, step).slice(6, 9), -1]);
  const heights = pressing.map((step) => -dot(placeOf(motion, step), up));
  const [x, y, z] = leastSquares(rows, heights);
  return [x!, y!, z!];
}

function poseOf({ rotation }: PenMotion, step: number): number[] {
  return Array.from(rotation.subarray(9 * step, 9 * step + 9));
}

function placeOf({ tip }: PenMotion, step: number): Vector3 {
  return [tip[3 * step]!, tip[3 * step + 1]!, tip[3 * step + 2]!];
}
