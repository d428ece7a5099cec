import type { DescribedColumn, PenDescription } from '../../contract/pen-description.ts';
import { channelNames, type ChannelName } from '../../contract/sensors.ts';
import { readColumnName, unitNamed } from '../column-names.ts';
import { guessForce } from '../framing/guess-columns.ts';
import {
  accelerationUnit,
  deviationOf,
  isGravity,
  meanOf,
  medianOf,
  vectorLength,
} from './columns-by-physics.ts';
import { guessRecord } from './guess-record.ts';
import type { RawBytes } from './raw-tap.ts';
import { recordRows, textRows, type RawRows } from './raw-rows.ts';

/** From fewer rows nothing is guessed. */
const fewestRows = 80;
/** Text has nearly no other bytes than letters, digits, signs and line ends. */
const textShare = 0.95;

/**
 * What the bytes of a pen that nobody has described seem to be: framing, columns, units, rate. It is
 * only a beginning: what gravity cannot tell is found by moving the pen (`guided.ts`).
 * @param framing what its owner says it is; left out: that is guessed, too
 * @returns undefined when neither rows nor records are found
 */
export function guessDescription(
  raw: RawBytes,
  title: string,
  framing: PenDescription['framing'] = isText(raw.bytes) ? 'text' : 'fixed',
): PenDescription | undefined {
  if (framing === 'text') {
    const whole = textRows(raw);
    const pieces = whole.timesMs.length < fewestRows ? textRows(raw, true) : undefined;
    const rows = pieces ?? whole;
    if (rows.timesMs.length < fewestRows) return undefined;
    return {
      title,
      framing: 'text',
      columns: guessedColumns(rows),
      ...(pieces && { chunks: true }),
      rateHz: rateOf(rows),
    };
  }
  const record = guessRecord(raw);
  if (!record) return undefined;
  const draft: PenDescription = { title, framing: 'fixed', ...record };
  const rows = recordRows(raw, draft);
  const guessed = guessedColumns(rows);
  const columns = draft.columns.map(({ type }, i) => ({ ...guessed[i]!, type }));
  return { ...draft, columns, rateHz: rateOf(rows) };
}

/** The rows of a pen as its description lays them out. */
export function rowsOf(raw: RawBytes, description: PenDescription): RawRows {
  return description.framing === 'text'
    ? textRows(raw, description.chunks === true)
    : recordRows(raw, description);
}

export function isText(bytes: Uint8Array): boolean {
  let readable = 0;
  for (const byte of bytes) {
    if ((byte >= 32 && byte < 127) || byte === 9 || byte === 10 || byte === 13) readable += 1;
  }
  return bytes.length > 0 && readable >= textShare * bytes.length;
}

function rateOf({ timesMs }: RawRows): number {
  const spanMs = timesMs.at(-1)! - timesMs[0]!;
  const rate = (1000 * (timesMs.length - 1)) / Math.max(1, spanMs);
  return Math.min(2000, Math.max(1, Math.round(rate * 10) / 10));
}

function guessedColumns(rows: RawRows): DescribedColumn[] {
  return rows.keys ? namedColumns(rows, rows.keys) : columnsByPhysics(rows);
}

/** Rows that name their values are taken at their word; gravity says the unit. */
function namedColumns(rows: RawRows, keys: readonly string[]): DescribedColumn[] {
  const taken = new Set<string>();
  const columns = keys.map((key): DescribedColumn => {
    const name = readColumnName(key);
    const to = name?.kind === 'axis' ? axisChannel(name) : name?.kind;
    if (to === undefined || to === 'counter' || taken.has(to)) return { to: 'skip', key };
    taken.add(to);
    const stated = name && 'unit' in name ? name.unit : undefined;
    const unit = stated === undefined ? undefined : statedUnit(to, stated);
    return { to, key, ...(unit !== undefined && { unit }) };
  });
  return withUnits(columns, rows);
}

function axisChannel(
  name: Extract<ReturnType<typeof readColumnName>, { kind: 'axis' }>,
): ChannelName {
  const letter = { accelerometer: 'a', gyroscope: 'g', magnetometer: 'm' }[name.sensor];
  const rear = name.sensor === 'accelerometer' && name.ordinal === 2;
  return `${rear ? 'r' : letter}${name.axis}` as ChannelName;
}

function statedUnit(to: string, unit: string): string | undefined {
  if (to === 'time') return unitNamed('time', unit);
  const sensor = to.startsWith('g') ? 'gyroscope' : to.startsWith('m') ? 'magnetometer' : undefined;
  return unitNamed(sensor ?? (to === 'force' ? 'force' : 'accelerometer'), unit);
}

/** Which columns are what: time by its steps, acceleration by gravity, rotation by its rest. */
function columnsByPhysics(rows: RawRows): DescribedColumn[] {
  const columns: DescribedColumn[] = rows.columns.map(() => ({ to: 'skip' }));
  const free = new Set(rows.columns.keys());
  for (const [i, values] of rows.columns.entries()) {
    const clock = clockOf(values, rows.timesMs);
    if (clock) {
      if (!columns.some(({ to }) => to === clock.to)) columns[i] = clock;
      free.delete(i);
    } else if (deviationOf(values) === 0 || !values.every(Number.isFinite)) free.delete(i);
  }
  const triples = () =>
    [...free].filter((i) => free.has(i + 1) && free.has(i + 2)).map((i) => [i, i + 1, i + 2]);
  const place = (triple: readonly number[] | undefined, letter: 'a' | 'r' | 'g' | 'm') => {
    for (const [axis, i] of triple?.entries() ?? []) {
      columns[i] = { to: `${letter}${'xyz'[axis]!}` as ChannelName };
      free.delete(i);
    }
  };
  const lengthOf = (triple: readonly number[]) => vectorLength(triple.map((i) => rows.columns[i]!));
  const heavy = (triple: readonly number[]) => {
    const { median, variation } = lengthOf(triple);
    return isGravity(median) && variation < 0.3;
  };
  const steadiest = (found: readonly number[][]) =>
    found.toSorted((a, b) => lengthOf(a).variation - lengthOf(b).variation)[0];
  place(steadiest(triples().filter(heavy)), 'a');
  place(steadiest(triples().filter(heavy)), 'r');
  const resting = disjoint(triples().sort((a, b) => restlessness(rows, a) - restlessness(rows, b)));
  place(resting[0], 'g');
  place(resting[1], 'm');
  const force = [...free].find((i) => looksLikeForce(rows.columns[i]!));
  if (force !== undefined) columns[force] = { to: 'force' };
  return withUnits(columns, rows);
}

/** Groups of three that share no column, from the first on. */
function disjoint(triples: readonly number[][]): number[][] {
  const chosen: number[][] = [];
  for (const triple of triples) {
    if (!chosen.some((other) => other.some((i) => triple.includes(i)))) chosen.push(triple);
  }
  return chosen;
}

/** A gyroscope turns around zero: its mean is small by its deviation. */
function restlessness({ columns }: RawRows, triple: readonly number[]): number {
  const parts = triple.map((i) => Math.abs(meanOf(columns[i]!)) / (deviationOf(columns[i]!) || 1));
  return Math.max(...parts);
}

/** Force is seldom below its rest, and rests for a part of the time or differs from it one way. */
function looksLikeForce(values: Float64Array): boolean {
  const sorted = values.slice().sort();
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]!;
  return (
    at(0.98) - at(0.02) > 0 && at(0.5) - at(0.02) <= at(0.98) - at(0.5) + 1e-9 + deviationOf(values)
  );
}

function clockOf(values: Float64Array, timesMs: Float64Array): DescribedColumn | undefined {
  const steps = values.slice(1).map((value, i) => value - values[i]!);
  const usual = medianOf(steps);
  const even = steps.filter((step) => step > 0 && step < 3 * usual).length;
  if (!(usual > 0) || even < 0.9 * steps.length) return undefined;
  const rowMs = (timesMs.at(-1)! - timesMs[0]!) / (timesMs.length - 1);
  const ratio = usual / rowMs;
  const units = [
    [1, 'ms'],
    [1e-3, 's'],
    [1000, 'µs'],
  ] as const;
  const unit = units.find(([factor]) => ratio > factor / 3 && ratio < factor * 3)?.[1];
  if (usual === 1 && unit !== 'ms') return { to: 'counter' };
  return unit === undefined ? { to: 'skip' } : { to: 'time', unit };
}

/** Gives the columns of sensors the units that their numbers suggest; named units stay. */
function withUnits(columns: readonly DescribedColumn[], rows: RawRows): DescribedColumn[] {
  const placesOf = (letter: string) =>
    ['x', 'y', 'z'].map((axis) => columns.findIndex(({ to }) => to === `${letter}${axis}`));
  const valuesOf = (letter: string) => {
    const places = placesOf(letter);
    return places.includes(-1) ? undefined : places.map((i) => rows.columns[i]!);
  };
  const units = new Map<string, { unit: string; scale?: number }>();
  for (const letter of ['a', 'r']) {
    const values = valuesOf(letter);
    if (values) units.set(letter, accelerationUnit(vectorLength(values).median));
  }
  const turns = valuesOf('g');
  if (turns) units.set('g', rotationByPairing(units.get('a'), turns));
  const field = valuesOf('m');
  if (field) units.set('m', fieldUnit(vectorLength(field).median));
  return columns.map((column, i) => {
    if (column.to === 'force' && column.unit === undefined) {
      const { unit, scale } = guessForce(rows.columns[i]!.reduce((a, b) => Math.max(a, b), 0));
      return { ...column, unit, ...(scale !== 1 && { scale }) };
    }
    const found = isChannel(column.to) ? units.get(column.to.charAt(0)) : undefined;
    return found && column.unit === undefined ? { ...column, ...found } : column;
  });
}

/** Libraries pair m/s² with rad/s, g and mg with °/s; counts are most often those of ±250 °/s. */
function rotationByPairing(
  acceleration: { unit: string; scale?: number } | undefined,
  turns: readonly Float64Array[],
): { unit: string; scale?: number } {
  if (acceleration?.scale !== undefined) return { unit: '°/s', scale: 1 / 131 };
  const fast = vectorLength(turns).median > 12;
  return { unit: acceleration?.unit === 'm/s²' && !fast ? 'rad/s' : '°/s' };
}

/** The field of the earth is 25 to 65 µT. */
function fieldUnit(length: number): { unit: string; scale?: number } {
  if (length < 0.12) return { unit: 'mT' };
  if (length < 5) return { unit: 'G' };
  if (length < 130) return { unit: 'µT' };
  if (length < 1300) return { unit: 'mG' };
  return { unit: 'µT', scale: 48 / length };
}

function isChannel(to: string): boolean {
  return (channelNames as readonly string[]).includes(to);
}
