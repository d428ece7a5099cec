import { standardGravity } from '../../contract/sensors.ts';

/** Lengths of a vector: its median, and how much it varies around it. */
export interface VectorLength {
  readonly median: number;
  /** Deviation by the median. */
  readonly variation: number;
}

export function vectorLength(columns: readonly Float64Array[]): VectorLength {
  const lengths = Float64Array.from(columns[0] ?? [], (_, row) =>
    Math.hypot(...columns.map((column) => column[row]!)),
  ).filter(Number.isFinite);
  const middle = medianOf(lengths);
  const deviation = medianOf(lengths.map((length) => Math.abs(length - middle)));
  return { median: middle, variation: middle > 0 ? deviation / middle : Infinity };
}

export function medianOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

export function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function deviationOf(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

/** A unit with the factor from raw numbers to it. */
export interface UnitGuess {
  readonly unit: string;
  /** Left out: the numbers are in this unit. */
  readonly scale?: number;
}

const accelerationUnits: readonly (readonly [length: number, unit: string])[] = [
  [1, 'g'],
  [standardGravity, 'm/s²'],
  [1000, 'mg'],
];
/** Counts a g of converters of 12 to 16 bits. */
const usualCounts = [1024, 2048, 4096, 8192, 16_384];
/** How far a cheap sensor may be from gravity. */
const tolerance = 0.12;

/** The unit in which gravity is so long; any other length becomes counts a g. */
export function accelerationUnit(length: number): UnitGuess {
  const named = accelerationUnits.find(([gravity]) => Math.abs(length / gravity - 1) < tolerance);
  if (named) return { unit: named[1] };
  const counts = usualCounts.find((usual) => Math.abs(length / usual - 1) < tolerance / 2);
  return { unit: 'g', scale: 1 / (counts ?? length) };
}

/** Whether a length is one that gravity has in some usual unit. */
export function isGravity(length: number): boolean {
  const known = [...accelerationUnits.map(([gravity]) => gravity), ...usualCounts];
  return known.some((gravity) => Math.abs(length / gravity - 1) < tolerance);
}

const rotationScales: readonly (readonly [factor: number, guess: UnitGuess])[] = [
  [1, { unit: 'rad/s' }],
  [1e-3, { unit: 'mrad/s' }],
  [Math.PI / 180, { unit: '°/s' }],
  [Math.PI / 180_000, { unit: 'mdeg/s' }],
  // Converters of 16 bits over ±250, 500, 1000 and 2000 °/s.
  ...[131.072, 65.536, 32.768, 16.384].map(
    (counts) => [Math.PI / 180 / counts, { unit: '°/s', scale: 1 / counts }] as const,
  ),
  // The parts of ST: 8.75, 17.5, 35 and 70 thousandths of a degree a count.
  ...[8.75, 17.5, 35, 70].map(
    (thousandths) =>
      [(Math.PI / 180_000) * thousandths, { unit: 'mdeg/s', scale: thousandths }] as const,
  ),
];

/** The unit by which raw numbers times `factor` are rad/s; the nearest usual one within a sixth. */
export function rotationUnit(factor: number): UnitGuess {
  const distance = ([known]: (typeof rotationScales)[number]) => Math.abs(Math.log(factor / known));
  const nearest = rotationScales.reduce((a, b) => (distance(b) < distance(a) ? b : a));
  return distance(nearest) < Math.log(7 / 6) ? nearest[1] : { unit: 'rad/s', scale: factor };
}
