import {
  channelCount,
  channels,
  hasChannel,
  standardGravity,
  type SensorKind,
  type SensorMask,
} from '../../contract/sensors.ts';

/** What the DigiPen counts in; OnHW files hold these numbers. */
export const digipenCounts = 'DigiPen counts';

/** Units as people write them, per sensor, with the factor to the unit of the channel table. */
const accelerations: Readonly<Record<string, number>> = {
  'm/s²': 1,
  'm/s^2': 1,
  'm/s2': 1,
  g: standardGravity,
  mg: standardGravity / 1000,
};
const factors: Readonly<Record<SensorKind, Readonly<Record<string, number>>>> = {
  accelerometer: { ...accelerations, [digipenCounts]: (2 * standardGravity) / 32_768 },
  'rear-accelerometer': { ...accelerations, [digipenCounts]: (2 * standardGravity) / 8192 },
  gyroscope: {
    'rad/s': 1,
    '°/s': Math.PI / 180,
    'deg/s': Math.PI / 180,
    dps: Math.PI / 180,
    'm°/s': Math.PI / 180_000,
    mdps: Math.PI / 180_000,
    [digipenCounts]: (1000 * Math.PI) / 180 / 32_768,
  },
  magnetometer: {
    µT: 1,
    // The Greek letter looks the same.
    μT: 1,
    uT: 1,
    nT: 1e-3,
    mT: 1000,
    T: 1e6,
    gauss: 100,
    [digipenCounts]: 2400 / 8192,
  },
  force: {
    N: 1,
    mN: 1e-3,
    gf: standardGravity / 1000,
    [digipenCounts]: 5.32 / 4096,
  },
};

/** Units by sensor; a sensor that is not named has its unit guessed. */
export type SensorUnits = Readonly<Partial<Record<SensorKind, string>>>;

/** @returns factor to the unit of the channel table, undefined when the unit is not known */
export function unitFactor(sensor: SensorKind, unit: string): number | undefined {
  const table = factors[sensor];
  return Object.hasOwn(table, unit) ? table[unit] : undefined;
}

export function knownUnits(sensor: SensorKind): string[] {
  return Object.keys(factors[sensor]);
}

/** Force above this is no person's writing force in N but the raw count of some converter. */
const largestForce = 20;
/** A field below this is no field in µT (the Earth's is 22 to 67) but one in mT. */
const smallestField = 5;

/**
 * Turns `values` (n × 13) into the units of the channel table, in place. A sensor whose unit is
 * not stated is judged by its numbers:
 *
 * | median magnitude of the front accelerometer | acceleration | rotation |
 * | ------------------------------------------- | ------------ | -------- |
 * | 0.5 … 2 (about 1)                           | g            | °/s      |
 * | 5 … 20 (about 9.8)                          | m/s²         | rad/s    |
 * | 500 … 2000 (about 1000)                     | mg           | °/s      |
 *
 * Anything else, and channels that were standardised (mean 0, deviation 1), stay as they are.
 * The magnetic field is µT when its median magnitude is at least 5, mT below; force is N unless
 * it exceeds 20.
 * @returns whether a channel is left whose unit is not known
 */
export function convertUnits(
  values: Float32Array,
  mask: SensorMask,
  stated: SensorUnits = {},
): boolean {
  const guessed = guessUnits(values, mask);
  let lossy = false;
  for (let channel = 0; channel < channelCount; channel++) {
    if (!hasChannel(mask, channel)) continue;
    const { sensor } = channels[channel]!;
    const unit = statedUnit(stated, sensor) ?? guessed[sensor];
    const factor = unit === undefined ? undefined : unitFactor(sensor, unit);
    if (factor === undefined) lossy = true;
    else if (factor !== 1) {
      for (let i = channel; i < values.length; i += channelCount) values[i]! *= factor;
    }
  }
  return lossy;
}

/** The rear accelerometer speaks the unit of the front one unless something else is stated. */
function statedUnit(stated: SensorUnits, sensor: SensorKind): string | undefined {
  return stated[sensor] ?? (sensor === 'rear-accelerometer' ? stated.accelerometer : undefined);
}

function guessUnits(values: Float32Array, mask: SensorMask): SensorUnits {
  const gravity = isStandardised(values, mask) ? Number.NaN : medianMagnitude(values, mask, 0);
  const field = medianMagnitude(values, mask, 9);
  const motion =
    gravity >= 0.5 && gravity <= 2
      ? { accelerometer: 'g', 'rear-accelerometer': 'g', gyroscope: '°/s' }
      : gravity >= 5 && gravity <= 20
        ? { accelerometer: 'm/s²', 'rear-accelerometer': 'm/s²', gyroscope: 'rad/s' }
        : gravity >= 500 && gravity <= 2000
          ? { accelerometer: 'mg', 'rear-accelerometer': 'mg', gyroscope: '°/s' }
          : {};
  const force = largest(values, channelCount - 1) <= largestForce ? { force: 'N' } : {};
  const magnetic = field >= smallestField ? { magnetometer: 'µT' } : { magnetometer: 'mT' };
  return { ...motion, ...(field > 0 ? magnetic : {}), ...force };
}

/**
 * Median length of the vector of three channels from `first` on.
 * @returns NaN when one of the three is missing
 */
export function medianMagnitude(values: Float32Array, mask: SensorMask, first: number): number {
  for (let axis = 0; axis < 3; axis++) if (!hasChannel(mask, first + axis)) return Number.NaN;
  const magnitudes = new Float32Array(values.length / channelCount);
  for (let row = 0; row < magnitudes.length; row++) {
    const at = row * channelCount + first;
    magnitudes[row] = Math.hypot(values[at]!, values[at + 1]!, values[at + 2]!);
  }
  magnitudes.sort();
  return magnitudes[magnitudes.length >> 1] ?? Number.NaN;
}

function isStandardised(values: Float32Array, mask: SensorMask): boolean {
  const count = values.length / channelCount;
  for (let channel = 0; channel < 3; channel++) {
    if (!hasChannel(mask, channel)) return false;
    let sum = 0;
    let squares = 0;
    for (let i = channel; i < values.length; i += channelCount) {
      sum += values[i]!;
      squares += values[i]! * values[i]!;
    }
    const mean = sum / count;
    const deviation = Math.sqrt(squares / count - mean * mean);
    if (Math.abs(mean) > 0.01 || Math.abs(deviation - 1) > 0.01) return false;
  }
  return true;
}

function largest(values: Float32Array, channel: number): number {
  let maximum = 0;
  for (let i = channel; i < values.length; i += channelCount) {
    maximum = Math.max(maximum, Math.abs(values[i]!));
  }
  return maximum;
}
