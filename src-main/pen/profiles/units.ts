import { standardGravity, type SensorKind } from '../../contract/sensors.ts';

/** Units that a profile may name, and what one of them is in the unit of the channel table. */
const accelerations = {
  'm/s²': 1,
  'm/s2': 1,
  g: standardGravity,
  mg: standardGravity / 1000,
} as const;
const rotations = {
  'rad/s': 1,
  'mrad/s': 1e-3,
  '°/s': Math.PI / 180,
  'deg/s': Math.PI / 180,
  'mdeg/s': Math.PI / 180_000,
} as const;
const fields = { µT: 1, uT: 1, mT: 1000, G: 100, mG: 0.1 } as const;
const forces = { N: 1, mN: 1e-3 } as const;
/** Times are in ms. */
const times = { s: 1000, ms: 1, µs: 1e-3, us: 1e-3 } as const;

export const unitFactors = { ...accelerations, ...rotations, ...fields, ...forces, ...times };
export type Unit = keyof typeof unitFactors;

const unitsOf: Readonly<Record<SensorKind | 'time', readonly string[]>> = {
  accelerometer: Object.keys(accelerations),
  'rear-accelerometer': Object.keys(accelerations),
  gyroscope: Object.keys(rotations),
  magnetometer: Object.keys(fields),
  force: Object.keys(forces),
  time: Object.keys(times),
};

export function unitsFor(quantity: SensorKind | 'time'): readonly string[] {
  return unitsOf[quantity];
}
