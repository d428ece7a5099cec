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

/** Counts a g of converters of 12 to 16 bits, as boards send them that convert nothing. */
const usualCounts = [2048, 4096, 8192, 16_384];
const inCounts = (counts: number) => `1/${counts} g`;

/** Units as people write them, per sensor, with the factor to the unit of the channel table. */
const accelerations: Readonly<Record<string, number>> = {
  'm/s²': 1,
  'm/s^2': 1,
  'm/s2': 1,
  g: standardGravity,
  mg: standardGravity / 1000,
  ...Object.fromEntries(
    usualCounts.map((counts) => [inCounts(counts), standardGravity / counts] as const),
  ),
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
    // What boards count in after power-on: ±250 °/s in 16 bits.
    '1/131 °/s': Math.PI / 180 / 131,
    [digipenCounts]: (1000 * Math.PI) / 180 / 32_768,
  },
  magnetometer: {
    µT: 1,
    // The Greek letter looks the same.
    μT: 1,
    uT: 1,
    nT: 1e-3,
    mT: 1000,
    mG: 0.1,
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
/** From fewer readings no statement about units is doubted. */
const fewestReadings = 50;
/** No hand turns a pen faster for a twentieth of the time, rad/s. */
const fastestTurn = 15;

/**
 * Turns `values` (n × 13) into the units of the channel table, in place. A sensor whose unit is
 * not stated is judged by its numbers:
 *
 * | median magnitude of the front accelerometer | acceleration | rotation |
 * | ------------------------------------------- | ------------ | -------- |
 * | 0.5 … 2 (about 1)                           | g            | °/s      |
 * | 5 … 20 (about 9.8)                          | m/s²         | rad/s    |
 * | 500 … 2000 (about 1000)                     | mg           | °/s      |
 * | near 2048, 4096, 8192 or 16,384             | counts a g   | 131 a °/s |
 *
 * Anything else, and channels that were standardised (mean 0, deviation 1), stay as they are.
 * Rotation that would be faster than a hand turns is in °/s. The magnetic field is µT when its median
 * magnitude is at least 5, mT below; force is N unless it exceeds 20. A unit of acceleration that is
 * stated and cannot be right, because at rest it is 9.81 m/s² long, gives way to the guess.
 * @param note told in words when what is stated cannot be right
 * @returns whether a channel is left whose unit is not known
 */
export function convertUnits(
  values: Float32Array,
  mask: SensorMask,
  stated: SensorUnits = {},
  note: (message: string) => void = () => undefined,
): boolean {
  const guessed = guessUnits(values, mask);
  const believed = believable(values, mask, stated, guessed, note);
  let lossy = false;
  for (let channel = 0; channel < channelCount; channel++) {
    if (!hasChannel(mask, channel)) continue;
    const { sensor } = channels[channel]!;
    const unit = statedUnit(believed, sensor) ?? guessed[sensor];
    const factor = unit === undefined ? undefined : unitFactor(sensor, unit);
    if (factor === undefined) lossy = true;
    else if (factor !== 1) {
      for (let i = channel; i < values.length; i += channelCount) values[i]! *= factor;
    }
  }
  return lossy;
}

/** Median length of the acceleration of a hand that writes, at most and at least, m/s². */
const [leastGravity, mostGravity] = [5, 20];

/** What is stated, without the units of motion when gravity contradicts them and a guess fits. */
function believable(
  values: Float32Array,
  mask: SensorMask,
  stated: SensorUnits,
  guessed: SensorUnits,
  note: (message: string) => void,
): SensorUnits {
  const unit = stated.accelerometer;
  const factor = unit === undefined ? undefined : unitFactor('accelerometer', unit);
  const length = medianMagnitude(values, mask, 0) * (factor ?? Number.NaN);
  if (isShort(values) || !(length > 0) || (length >= leastGravity && length <= mostGravity))
    return stated;
  const better = guessed.accelerometer;
  const claim = `The acceleration is said to be in ${unit}; then it would be ${Number(length.toPrecision(3))} m/s² long, and gravity alone is 9.81.`;
  if (better === undefined) {
    note(`${claim} The sensor or its scale cannot be trusted.`);
    return stated;
  }
  note(`${claim} It is read in ${better}, the rotation in ${guessed.gyroscope}.`);
  const { magnetometer, force } = stated;
  return {
    ...(magnetometer !== undefined && { magnetometer }),
    ...(force !== undefined && { force }),
  };
}

/** The rear accelerometer speaks the unit of the front one unless something else is stated. */
function statedUnit(stated: SensorUnits, sensor: SensorKind): string | undefined {
  return stated[sensor] ?? (sensor === 'rear-accelerometer' ? stated.accelerometer : undefined);
}

function guessUnits(values: Float32Array, mask: SensorMask): SensorUnits {
  const gravity = isStandardised(values, mask) ? Number.NaN : medianMagnitude(values, mask, 0);
  const field = medianMagnitude(values, mask, 9);
  const motion: SensorUnits =
    gravity >= 0.5 && gravity <= 2
      ? { accelerometer: 'g', 'rear-accelerometer': 'g', gyroscope: '°/s' }
      : gravity >= 5 && gravity <= 20
        ? { accelerometer: 'm/s²', 'rear-accelerometer': 'm/s²', gyroscope: 'rad/s' }
        : gravity >= 500 && gravity <= 2000
          ? { accelerometer: 'mg', 'rear-accelerometer': 'mg', gyroscope: '°/s' }
          : countsOf(gravity, values);
  // Boards mix m/s² with °/s.
  const turned = motion.gyroscope === 'rad/s' && fastTurns(values, mask) > fastestTurn;
  const rotation = turned ? { gyroscope: '°/s' } : {};
  const force = largest(values, channelCount - 1) <= largestForce ? { force: 'N' } : {};
  const magnetic = field >= smallestField ? { magnetometer: 'µT' } : { magnetometer: 'mT' };
  return { ...motion, ...rotation, ...(field > 0 ? magnetic : {}), ...force };
}

/**
 * Median length of the vector of three channels from `first` on.
 * @returns NaN when one of the three is missing
 */
export function medianMagnitude(values: Float32Array, mask: SensorMask, first: number): number {
  return magnitudeAt(values, mask, first, 0.5);
}

/** The length of the vector that so large a share of the readings does not exceed. */
function magnitudeAt(values: Float32Array, mask: SensorMask, first: number, share: number): number {
  for (let axis = 0; axis < 3; axis++) if (!hasChannel(mask, first + axis)) return Number.NaN;
  const magnitudes = new Float32Array(values.length / channelCount);
  for (let row = 0; row < magnitudes.length; row++) {
    const at = row * channelCount + first;
    magnitudes[row] = Math.hypot(values[at]!, values[at + 1]!, values[at + 2]!);
  }
  magnitudes.sort();
  return magnitudes[Math.floor(magnitudes.length * share)] ?? Number.NaN;
}

function isShort(values: Float32Array): boolean {
  return values.length < fewestReadings * channelCount;
}

/** Raw numbers of a converter, when gravity is as long as such numbers make it. */
function countsOf(gravity: number, values: Float32Array): SensorUnits {
  if (isShort(values)) return {};
  const counts = usualCounts.find((usual) => Math.abs(gravity / usual - 1) < 0.12);
  if (counts === undefined) return {};
  const unit = inCounts(counts);
  return { accelerometer: unit, 'rear-accelerometer': unit, gyroscope: '1/131 °/s' };
}

/** The length of rotation that a twentieth of the readings exceeds; NaN without all three axes. */
function fastTurns(values: Float32Array, mask: SensorMask): number {
  if (isShort(values)) return Number.NaN;
  return magnitudeAt(values, mask, 6, 0.95);
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
