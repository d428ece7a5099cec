import type { SensorKind } from '../../contract/sensors.ts';

/**
 * A channel whose standard deviation over the window is below this does not move: what is left is
 * less than the noise of any sensor of its kind (a tenth of it or less), and dividing by it would
 * blow quantisation up to the size of writing. In the units of the channel table.
 */
export const stillness: Readonly<Record<SensorKind, number>> = {
  accelerometer: 5e-4,
  'rear-accelerometer': 5e-4,
  gyroscope: 5e-5,
  magnetometer: 5e-3,
  force: 1e-4,
};
