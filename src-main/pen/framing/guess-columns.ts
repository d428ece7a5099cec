import { channelNames, standardGravity } from '../../contract/sensors.ts';
import { onhwProfile } from '../profiles/built-in.ts';
import type { PenColumn, PenDestination } from '../profiles/schema.ts';
import type { Unit } from '../profiles/units.ts';
import { median, type RowSet } from './row-set.ts';

const accelerometer = ['ax', 'ay', 'az'] as const;
const rear = ['rx', 'ry', 'rz'] as const;
const gyroscope = ['gx', 'gy', 'gz'] as const;
const magnetometer = ['mx', 'my', 'mz'] as const;

/** What rows of so many numbers usually hold, a leading time left aside. */
const usualColumns: Readonly<Record<number, readonly PenDestination[]>> = {
  3: accelerometer,
  4: [...accelerometer, 'force'],
  6: [...accelerometer, ...gyroscope],
  7: [...accelerometer, ...gyroscope, 'force'],
  9: [...accelerometer, ...gyroscope, ...magnetometer],
  10: [...accelerometer, ...gyroscope, ...magnetometer, 'force'],
  12: [...accelerometer, ...gyroscope, ...rear, 'skip', 'skip', 'skip'],
  13: channelNames,
};
/** Alternatives when columns 4 to 6 measure gravity too: a second accelerometer in OnHW order. */
const columnsWithRear: Readonly<Record<number, readonly PenDestination[]>> = {
  9: [...accelerometer, ...rear, ...gyroscope],
  10: [...accelerometer, ...rear, ...gyroscope, 'force'],
  12: [...accelerometer, ...rear, ...gyroscope, ...magnetometer],
};

/** Row lengths that can be read at all; 15 is the OnHW file with `Millis` and `Time`. */
export function isGuessableCount(columns: number): boolean {
  return columns === 15 || columns in usualColumns || columns - 1 in usualColumns;
}

export interface ColumnGuess {
  readonly columns: readonly PenColumn[];
  /** For people: what was assumed. */
  readonly explanation: string;
  /** Column of a force whose unit is a guess. */
  readonly forceColumn?: number;
  /** Largest raw value in it. */
  readonly largestForce?: number;
}

/**
 * Guesses what the columns of a pen are that nobody has described. The order follows from the number
 * of columns; a leading column that rises evenly is the time; at rest the accelerometer measures
 * 1 g, which gives its unit. What cannot be seen (the range of a gyroscope that sends raw counts) is
 * taken from what boards do after power-on. A profile is always better.
 */
export function guessColumns(rows: RowSet): ColumnGuess | undefined {
  const { columns: count } = rows;
  if (!isGuessableCount(count)) return undefined;
  if (count === 15) return resolveUnits(onhwColumns(rows), rows);
  const time = guessTimeUnit(rows.column(0));
  const leading = (time !== undefined && count - 1 in usualColumns) || !(count in usualColumns);
  const first = leading ? 1 : 0;
  const rest = count - first;
  const order =
    (hasSecondGravity(rows, first) ? columnsWithRear[rest] : undefined) ?? usualColumns[rest]!;
  const destinations = order.map((to): PenColumn =>
    isChannel(to) ? { to, unit: 'guess' } : { to },
  );
  if (!leading) return resolveUnits(destinations, rows);
  return resolveUnits([time ? { to: 'time', unit: time } : { to: 'skip' }, ...destinations], rows);
}

/**
 * Whether the second group of three columns measures gravity as the first does. The third group has to
 * measure it less well (in rows of two 6-axis sensors it is the second accelerometer), and the match
 * must be close, for a resting gyroscope may read anything.
 */
function hasSecondGravity(rows: RowSet, first: number): boolean {
  const magnitude = (group: number) =>
    rows.medianMagnitude([0, 1, 2].map((axis) => first + 3 * group + axis));
  if (rows.columns - first < 9) return false;
  const mismatch = (group: number) => Math.abs(Math.log(magnitude(group) / magnitude(0)));
  return mismatch(1) < 0.1 && !(mismatch(2) < mismatch(1));
}

function isChannel(to: PenDestination): boolean {
  return (channelNames as readonly string[]).includes(to);
}

/** Raw DigiPen counts where both accelerometers say so; units to be guessed otherwise. */
function onhwColumns(rows: RowSet): readonly PenColumn[] {
  const front = rows.medianMagnitude([1, 2, 3]);
  const second = rows.medianMagnitude([4, 5, 6]);
  const counts = onhwProfile.framing === 'text' ? (onhwProfile.columns ?? []) : [];
  if (near(front, 16_384) && near(second, 4096)) return counts;
  return counts.map(({ to }) => (isChannel(to) ? { to, unit: 'guess' } : { to }));
}

function near(value: number, expected: number): boolean {
  return value > expected / 1.6 && value < expected * 1.6;
}

/** Gives every column whose unit is a guess the unit that its first rows suggest. */
export function resolveUnits(columns: readonly PenColumn[], rows: RowSet): ColumnGuess {
  const positions = (names: readonly string[]) =>
    names.map((name) => columns.findIndex(({ to }) => to === name)).filter((index) => index >= 0);
  const forceColumn = columns.findIndex(({ to, unit }) => to === 'force' && unit === 'guess');
  const largestForce =
    forceColumn < 0 ? 0 : secondLargest(rows.column(forceColumn).filter(Number.isFinite));
  const acceleration = guessAcceleration(rows.medianMagnitude(positions(accelerometer)));
  const conversions: Readonly<Record<string, Conversion>> = {
    a: acceleration,
    r: guessAcceleration(rows.medianMagnitude(positions(rear))),
    g: guessRotation(acceleration, rows.medianMagnitude(positions(gyroscope))),
    m: guessField(rows.medianMagnitude(positions(magnetometer))),
    f: guessForce(largestForce),
  };
  const used = new Map<string, string>();
  const resolved = columns.map((column): PenColumn => {
    if (column.unit !== 'guess') return column;
    const conversion = conversions[column.to.charAt(0)]!;
    used.set(sensorWords[column.to.charAt(0)]!, conversion.words);
    return { to: column.to, unit: conversion.unit, scale: conversion.scale };
  });
  const order = columns.map(({ to }) => (to === 'skip' ? '–' : to)).join(' ');
  const units = [...used].map(([sensor, words]) => `${sensor} in ${words}`).join(', ');
  const time = columns.find(({ to }) => to === 'time')?.unit;
  const explanation = [
    `${columns.length} columns read as ${order}`,
    ...(time ? [`time in ${time}`] : []),
    ...(units ? [units] : []),
  ].join('; ');
  return { columns: resolved, explanation, ...(forceColumn >= 0 && { forceColumn, largestForce }) };
}

/** A single one may have lost its decimal point. */
function secondLargest(values: readonly number[]): number {
  return Math.max(0, values.toSorted((a, b) => b - a)[1] ?? 0);
}

const sensorWords: Readonly<Record<string, string>> = {
  a: 'acceleration',
  r: 'rear acceleration',
  g: 'rotation',
  m: 'magnetic field',
  f: 'force',
};

interface Conversion {
  readonly unit: Unit;
  readonly scale: number;
  readonly words: string;
}

function inUnit(unit: Unit): Conversion {
  return { unit, scale: 1, words: unit };
}

function inCounts(unit: Unit, perUnit: number): Conversion {
  return { unit, scale: 1 / perUnit, words: `counts of ${perUnit} per ${unit}` };
}

/** Whichever unit brings the usual magnitude nearest to gravity. */
function guessAcceleration(magnitude: number): Conversion {
  if (!(magnitude > 0)) return inUnit('m/s²');
  const candidates: readonly (readonly [gravity: number, conversion: Conversion])[] = [
    [1, inUnit('g')],
    [standardGravity, inUnit('m/s²')],
    [1000, inUnit('mg')],
    ...[2048, 4096, 8192, 16_384].map((counts) => [counts, inCounts('g', counts)] as const),
  ];
  const distance = ([gravity]: readonly [number, Conversion]) =>
    Math.abs(Math.log(magnitude / gravity));
  return candidates.reduce((best, next) => (distance(next) < distance(best) ? next : best))[1];
}

/** Libraries pair m/s² with rad/s, and g and mg with °/s; counts are most often those of ±250 °/s. */
function guessRotation(acceleration: Conversion, magnitude: number): Conversion {
  if (acceleration.scale !== 1) return inCounts('°/s', 131);
  // A pen does not turn faster than 35 rad/s; most gyroscopes end there.
  return inUnit(acceleration.unit === 'm/s²' && !(magnitude > 35) ? 'rad/s' : '°/s');
}

/** The field of the earth is 25 to 65 µT. */
function guessField(magnitude: number): Conversion {
  if (!(magnitude > 0)) return inUnit('µT');
  if (magnitude < 0.12) return inUnit('mT');
  if (magnitude < 5) return inUnit('G');
  if (magnitude < 130) return inUnit('µT');
  return inUnit('mG');
}

/** Most that a hand presses, in N. */
const strongestHand = 30;

/**
 * Beyond what a hand can do it is counts of a converter of 10, 12 or 16 bit. Force resistors
 * saturate at about 10 N, so that is what full scale is taken for.
 * @param largest largest raw force so far
 */
export function guessForce(largest: number): Conversion {
  if (largest <= strongestHand) return inUnit('N');
  return inCounts('N', forceCeiling(largest) / 10);
}

/** Raw force that the guess made from `largest` still holds for. */
export function forceCeiling(largest: number): number {
  return [strongestHand, 1023, 4095].find((limit) => largest <= limit) ?? 65_535;
}

/** @returns unit of a column that rises evenly, undefined when it does not look like a time */
function guessTimeUnit(values: readonly number[]): 's' | 'ms' | 'µs' | undefined {
  const steps = values.slice(1).map((value, index) => value - values[index]!);
  const usual = median(steps);
  if (!(usual > 0) || !(values[0]! >= 0) || steps.some((step) => !(step >= 0))) return undefined;
  const whole = values.every(Number.isInteger);
  const tolerance = whole ? 2.5 : 1.5;
  const even = steps.filter((step) => step >= usual / tolerance && step <= usual * tolerance);
  if (even.length < 0.75 * steps.length) return undefined;
  if (whole && usual >= 400) return 'µs';
  if (usual >= 1) return 'ms';
  return !whole && usual >= 0.001 && usual <= 0.2 ? 's' : undefined;
}
