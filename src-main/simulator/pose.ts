import { highPassed, Wander } from './filters.ts';
import type { RandomGenerator } from './random.ts';
import { rotationFromVector } from './rotation.ts';
import { innerRateHz, type PenTrajectory } from './trajectory.ts';
import type { WriterStyle } from './writer.ts';

/**
 * Where the pen is and how it is turned at every step of the inner grid. World: x along the line
 * of writing, y up the page, z out of the paper. Pen: z along the barrel from the tip upward,
 * x horizontal at roll 0, y completing the frame.
 */
export interface PenMotion {
  readonly length: number;
  /** length × 3, metres, world. */
  readonly tip: Float64Array;
  /** length × 9, row-major, pen to world. */
  readonly rotation: Float64Array;
  /** length; 0..1 as in the trajectory. */
  readonly pressure: Float64Array;
}

/** Below this frequency the forearm carries the motion up and down the page; Hz. */
const pageArmHz = 0.15;

/**
 * Holds a pen to a trajectory: the writer's grip, its slow drift, and the turning of wrist and
 * fingers that moves the tip (a pen that only shifted would say nothing to its gyroscope).
 * @param trajectory on the inner grid
 */
export function holdPen(
  trajectory: PenTrajectory,
  style: WriterStyle,
  random: RandomGenerator,
): PenMotion {
  const length = trajectory.x.length;
  // A left hand is the mirror image of a right one: hold the mirrored page, mirror the result.
  const mirror = style.hand === 'left' ? -1 : 1;
  const mirrored = trajectory.x.map((x) => mirror * x);
  const fingersX = highPassed(mirrored, style.armHz, innerRateHz);
  const fingersY = highPassed(trajectory.y, pageArmHz, innerRateHz);
  const altitude = style.altitude + random.normal(0, style.regrip);
  const azimuth = style.azimuth + random.normal(0, 2 * style.regrip);
  const roll = style.roll + random.normal(0, 2 * style.regrip);
  const wander = () => {
    const angle = new Float64Array(length);
    new Wander(random, style.drift).addTo(angle, innerRateHz);
    new Wander(random, style.unrest, 0.35, 1.5).addTo(angle, innerRateHz);
    return angle;
  };
  const [altitudeDrift, azimuthDrift, rollDrift] = [wander(), wander(), wander()];
  const [[xx, xy, xz], [yx, yy, yz], [zx, zy, zz]] = style.coupling as [
    [number, number, number],
    [number, number, number],
    [number, number, number],
  ];
  const tip = new Float64Array(3 * length);
  const rotation = new Float64Array(9 * length);
  for (let i = 0; i < length; i++) {
    const ux = fingersX[i]! / 1000;
    const uy = fingersY[i]! / 1000;
    const uz = trajectory.height[i]! / 1000;
    const turn = rotationFromVector(
      xx * ux + xy * uy + xz * uz,
      yx * ux + yy * uy + yz * uz,
      zx * ux + zy * uy + zz * uz,
    );
    writeGrip(
      rotation,
      9 * i,
      altitude + altitudeDrift[i]!,
      azimuth + azimuthDrift[i]!,
      roll + rollDrift[i]!,
      turn,
    );
    if (mirror < 0) for (const entry of [1, 2, 3, 6]) rotation[9 * i + entry]! *= -1;
    tip[3 * i] = trajectory.x[i]! / 1000;
    tip[3 * i + 1] = trajectory.y[i]! / 1000;
    tip[3 * i + 2] = uz;
  }
  return { length, tip, rotation, pressure: trajectory.pressure };
}

/** Writes turn · grip at `at`: columns of the grip are the pen's axes in the world. */
function writeGrip(
  out: Float64Array,
  at: number,
  altitude: number,
  azimuth: number,
  roll: number,
  turn: readonly number[],
): void {
  const [ca, sa] = [Math.cos(altitude), Math.sin(altitude)];
  const [cz, sz] = [Math.cos(azimuth), Math.sin(azimuth)];
  const [cr, sr] = [Math.cos(roll), Math.sin(roll)];
  // Without roll: x = (−sz, cz, 0), y = (−sa·cz, −sa·sz, ca), z = the barrel.
  const [xx, xy, xz] = [-cr * sz - sr * sa * cz, cr * cz - sr * sa * sz, sr * ca];
  const [yx, yy, yz] = [sr * sz - cr * sa * cz, -sr * cz - cr * sa * sz, cr * ca];
  const [zx, zy, zz] = [ca * cz, ca * sz, sa];
  for (let row = 0; row < 9; row += 3) {
    const [a, b, c] = [turn[row]!, turn[row + 1]!, turn[row + 2]!];
    out[at + row] = a * xx + b * xy + c * xz;
    out[at + row + 1] = a * yx + b * yy + c * yz;
    out[at + row + 2] = a * zx + b * zy + c * zz;
  }
}
