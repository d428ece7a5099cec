import type {
  DescribedColumn,
  GuidedFinding,
  GuidedStep,
  PenDescription,
} from '../../contract/pen-description.ts';
import type { ChannelName } from '../../contract/sensors.ts';
import { forceCeiling } from '../framing/guess-columns.ts';
import {
  accelerationUnit,
  deviationOf,
  isGravity,
  medianOf,
  rotationUnit,
  vectorLength,
} from './columns-by-physics.ts';
import { cross, dot, leastDirection, minus, scaled, solve, unit, type Vector } from './linear.ts';
import type { RawRows } from './raw-rows.ts';

/** What was measured so far, step by step. */
export type Measured = Readonly<Partial<Record<GuidedStep, RawRows>>>;

export interface Found {
  readonly description: PenDescription;
  readonly found: readonly GuidedFinding[];
}

/** A step of motion with fewer rows tells nothing. */
const fewestRows = 25;
/** While a pen is turned slowly its acceleration stays so even. */
const evenLength = 0.12;
/** How much of the turning of gravity a gyroscope must explain. */
const explained = 0.5;
/** A press moves the force by so many times its noise at rest. */
const pressed = 6;
/**
 * Direction of gravity across the barrel, for a pen in a writing hand as models know it: x to the
 * side, y away from the palm, z along the barrel from the tip upward.
 */
const acrossBarrel: Vector = [-0.256, 0.967, 0];
/** Smaller turns of the board are within what hands do, radian. */
const smallTurn = 0.3;

/**
 * What holding still, tilting, rolling and pressing tell of a pen: which columns are acceleration by
 * gravity, which are rotation by how gravity turns with it (axes, signs and unit at once), which is
 * force, and how the board sits in the barrel. What was not measured stays as it is described.
 */
export function describeByMotion(current: PenDescription, measured: Measured): Found {
  const rows = Object.values(measured).filter(({ timesMs }) => timesMs.length >= fewestRows);
  const width = current.columns.length;
  if (rows.length === 0 || rows.some(({ columns }) => columns.length !== width)) {
    return { description: current, found: ['nothing'] };
  }
  const columns: DescribedColumn[] = current.columns.map((column) => ({ ...column }));
  const found: GuidedFinding[] = [];
  const [front, rear] = accelerometersIn(current, measured, rows);
  if (front) {
    place(columns, front, 'a', accelerationUnit(lengthIn(rows, front)));
    found.push('acceleration');
  }
  if (rear) {
    place(columns, rear, 'r', accelerationUnit(lengthIn(rows, rear)));
    found.push('second-acceleration');
  }
  const turned = [measured.tilt, measured.roll].filter((one) => one !== undefined);
  const gyroscope = front && gyroscopeIn(columns, turned, front, [...front, ...(rear ?? [])]);
  if (gyroscope) {
    placeGyroscope(columns, gyroscope);
    found.push('rotation', 'axes');
  }
  const force = forceIn(columns, measured);
  if (force) {
    clear(columns, (to) => to === 'force');
    columns[force.at] = { ...bare(columns[force.at]!), ...force.column };
    found.push('force');
  }
  const mounting = front && mountingOf(front, measured);
  if (mounting) found.push('mounting');
  return {
    description: { ...current, columns, ...(mounting && { mounting }) },
    found: found.length === 0 ? ['nothing'] : found,
  };
}

type Triple = readonly [number, number, number];

function triplesOf(columns: readonly DescribedColumn[]): Triple[] {
  const usable = (i: number) => {
    const to = columns[i]?.to;
    return to !== undefined && to !== 'time' && to !== 'counter';
  };
  return [...columns.keys()]
    .filter((i) => usable(i) && usable(i + 1) && usable(i + 2))
    .map((i): Triple => [i, i + 1, i + 2]);
}

function joined(rows: readonly RawRows[], at: number): Float64Array {
  return Float64Array.from(rows.flatMap(({ columns }) => [...columns[at]!]));
}

function lengthIn(rows: readonly RawRows[], triple: Triple): number {
  return vectorLength(triple.map((at) => joined(rows, at))).median;
}

/** Vectors that keep their length while their direction changes; gravity's length is known. */
function accelerometersIn(
  { columns }: PenDescription,
  { still, tilt, roll }: Measured,
  rows: readonly RawRows[],
): (Triple | undefined)[] {
  const turned = [still, tilt, roll].filter((one) => one !== undefined);
  const used = turned.length > 0 ? turned : rows;
  const moved = tilt !== undefined || roll !== undefined;
  const candidates = triplesOf(columns)
    .map((triple) => {
      const values = triple.map((at) => joined(used, at));
      const { median, variation } = vectorLength(values);
      const turn = Math.max(...values.map(deviationOf)) / median;
      return { triple, median, variation, turn };
    })
    .filter(({ variation, turn }) => variation < evenLength && (!moved || turn > 0.08))
    .filter(({ median }) => isGravity(median) || moved)
    // A field keeps its length, too: what is as long as gravity comes first.
    .sort(
      (a, b) =>
        Number(isGravity(b.median)) - Number(isGravity(a.median)) || a.variation - b.variation,
    );
  const first = candidates[0];
  const second = candidates.find(
    ({ triple, median }) =>
      first !== undefined && isGravity(median) && !triple.some((at) => first.triple.includes(at)),
  );
  // Of two the one that stands first is the front one.
  return [first?.triple, second?.triple].sort((a, b) => (a?.[0] ?? 99) - (b?.[0] ?? 99));
}

interface Gyroscope {
  readonly columns: Triple;
  /** Axis of the accelerometer that each column turns about, and what a raw number is in rad/s. */
  readonly axes: readonly { readonly axis: number; readonly factor: number }[];
  readonly biases: readonly number[];
}

/**
 * Gravity stays where it is while the pen turns: in the pen's axes it changes by a × ω. With ω = M r
 * that is linear in M, whose nine numbers say of each raw column about which axis it turns, which way
 * and in which unit.
 */
function gyroscopeIn(
  columns: readonly DescribedColumn[],
  turned: readonly RawRows[],
  front: Triple,
  taken: readonly number[],
): Gyroscope | undefined {
  const candidates = triplesOf(columns)
    .filter((triple) => !triple.some((at) => taken.includes(at)))
    .flatMap((triple) => fitRotation(turned, front, triple) ?? []);
  const best = candidates.reduce<(typeof candidates)[number] | undefined>(
    (found, next) => (found && found.explained >= next.explained ? found : next),
    undefined,
  );
  return best && best.explained > explained ? best.gyroscope : undefined;
}

function fitRotation(
  turned: readonly RawRows[],
  front: Triple,
  triple: Triple,
): { gyroscope: Gyroscope; explained: number } | undefined {
  const normal = Array.from({ length: 81 }, () => 0);
  const right = Array.from({ length: 9 }, () => 0);
  const equations: { terms: number[]; change: number }[] = [];
  const biases = triple.map((at) => medianOf(joined(turned, at)));
  for (const rows of turned) {
    for (const { acceleration, change, raw } of motionsOf(rows, front, triple, biases)) {
      for (let k = 0; k < 3; k += 1) {
        equations.push({ terms: termsOf(acceleration, raw, k), change: change[k]! });
      }
    }
  }
  for (const { terms, change } of equations) {
    terms.forEach((term, i) => {
      right[i]! += term * change;
      terms.forEach((other, j) => (normal[9 * i + j]! += term * other));
    });
  }
  const trace = normal.reduce((sum, value, i) => sum + (i % 10 === 0 ? value : 0), 0);
  for (let i = 0; i < 9; i += 1) normal[10 * i]! += 1e-6 * trace;
  const m = solve(normal, right);
  if (!m) return undefined;
  const left = equations.reduce(
    (sum, { terms, change }) =>
      sum + (change - terms.reduce((all, term, i) => all + term * m[i]!, 0)) ** 2,
    0,
  );
  const all = equations.reduce((sum, { change }) => sum + change ** 2, 0);
  const axes = permutationOf(m);
  if (!axes || !(all > 0)) return undefined;
  return { gyroscope: { columns: triple, axes, biases }, explained: 1 - left / all };
}

/** The nine factors of M in component k of a × (M r). */
function termsOf(a: Vector, r: Vector, k: number): number[] {
  const terms = Array.from({ length: 9 }, () => 0);
  const [next, last] = [(k + 1) % 3, (k + 2) % 3];
  for (let j = 0; j < 3; j += 1) {
    terms[3 * last + j]! += a[next]! * r[j]!;
    terms[3 * next + j]! -= a[last]! * r[j]!;
  }
  return terms;
}

interface Motion {
  readonly acceleration: Vector;
  /** Of it, a second. */
  readonly change: Vector;
  readonly raw: Vector;
}

/** Smoothed over a tenth of a second: a hand shakes, and what it shakes is no turning of gravity. */
function motionsOf(
  rows: RawRows,
  front: Triple,
  triple: Triple,
  biases: readonly number[],
): Motion[] {
  const { columns, timesMs } = rows;
  const count = timesMs.length;
  const stepSeconds = (timesMs[count - 1]! - timesMs[0]!) / 1000 / (count - 1);
  if (!(stepSeconds > 0)) return [];
  const half = Math.max(1, Math.round(0.06 / stepSeconds));
  const a = front.map((at) => smooth(columns[at]!, half));
  const r = triple.map((at) => smooth(columns[at]!, half));
  const vector = (from: readonly Float64Array[], row: number): Vector => [
    from[0]![row]!,
    from[1]![row]!,
    from[2]![row]!,
  ];
  const motions: Motion[] = [];
  for (let row = half; row + half < count; row += 1) {
    const change = scaled(
      minus(vector(a, row + half), vector(a, row - half)),
      1 / (2 * half * stepSeconds),
    );
    const raw = minus(vector(r, row), [biases[0]!, biases[1]!, biases[2]!]);
    motions.push({ acceleration: vector(a, row), change, raw });
  }
  return motions;
}

function smooth(values: Float64Array, half: number): Float64Array {
  return values.map((_, row) => {
    const part = values.subarray(Math.max(0, row - half), row + half + 1);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}

/** Each raw column turns about one axis: the one with by far the largest number in M. */
function permutationOf(m: readonly number[]): Gyroscope['axes'] | undefined {
  const axes = [0, 1, 2].map((column) => {
    const parts = [0, 1, 2].map((axis) => m[3 * axis + column]!);
    const axis = parts.reduce(
      (best, value, i) => (Math.abs(value) > Math.abs(parts[best]!) ? i : best),
      0,
    );
    return { axis, factor: parts[axis]! };
  });
  return new Set(axes.map(({ axis }) => axis)).size === 3 ? axes : undefined;
}

function placeGyroscope(columns: DescribedColumn[], gyroscope: Gyroscope): void {
  clear(columns, (to) => /^g[xyz]$/.test(to));
  // All three count in one unit.
  const factors = Float64Array.from(gyroscope.axes, ({ factor }) => Math.abs(factor));
  const { unit: name, scale = 1 } = rotationUnit(medianOf(factors));
  gyroscope.columns.forEach((at, i) => {
    const { axis, factor } = gyroscope.axes[i]!;
    const signed = Math.sign(factor) * scale;
    columns[at] = {
      ...bare(columns[at]!),
      to: `g${'xyz'[axis]!}` as ChannelName,
      unit: name,
      ...(signed !== 1 && { scale: signed }),
    };
  });
}

/** The column that a press moves most, by its noise at rest; which way does not matter. */
function forceIn(
  columns: readonly DescribedColumn[],
  { still, press }: Measured,
): { at: number; column: DescribedColumn } | undefined {
  if (!press || press.timesMs.length < fewestRows) return undefined;
  const rest = still ?? press;
  const moved = columns.map(({ to }, at) => {
    if (/^[argm][xyz]$|^time$|^counter$/.test(to)) return { at, ratio: 0, most: 0, middle: 0 };
    const middle = medianOf(rest.columns[at]!);
    const away = press.columns[at]!.map((value) => value - middle).filter(Number.isFinite);
    const most = away.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
    const noise = still ? deviationOf(still.columns[at]!) : 0;
    return { at, most, middle, ratio: Math.abs(most) / (noise + 1e-3 * Math.abs(most) + 1e-9) };
  });
  const best = moved.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  if (best.ratio < pressed) return undefined;
  const size = Math.abs(best.most);
  const counts = size > 30 ? forceCeiling(Math.abs(best.middle) + size) / 10 : 1;
  const scale = Math.sign(best.most) / counts;
  const bias = counts === 1 && Math.abs(best.middle) < 0.05 ? {} : { bias: best.middle };
  const column = { to: 'force' as const, unit: 'N', ...(scale !== 1 && { scale }), ...bias };
  return { at: best.at, column };
}

/**
 * How the board sits: while the pen rolls about its barrel, gravity keeps its share along the
 * barrel; held to write, the tip is down, and the rest of gravity says which side is up.
 */
function mountingOf(front: Triple, { still, roll }: Measured): number[] | undefined {
  if (!still || !roll || roll.timesMs.length < fewestRows) return undefined;
  const vectors = (rows: RawRows) =>
    Array.from(rows.timesMs, (_, row): Vector => [
      rows.columns[front[0]]![row]!,
      rows.columns[front[1]]![row]!,
      rows.columns[front[2]]![row]!,
    ]);
  const hold: Vector = [
    medianOf(still.columns[front[0]]!),
    medianOf(still.columns[front[1]]!),
    medianOf(still.columns[front[2]]!),
  ];
  const direction = leastDirection(vectors(roll));
  const barrel = dot(direction, hold) < 0 ? scaled(direction, -1) : direction;
  const across = minus(hold, scaled(barrel, dot(hold, barrel)));
  // Upright there is no side that is up.
  if (Math.hypot(...across) < 0.15 * Math.hypot(...hold)) return undefined;
  const side = unit(across);
  const third = cross(barrel, side);
  const wantedSide = unit(acrossBarrel);
  const wantedThird = cross([0, 0, 1], wantedSide);
  const matrix = [0, 1, 2].flatMap((row) =>
    [0, 1, 2].map(
      (column) =>
        wantedSide[row]! * side[column]! +
        wantedThird[row]! * third[column]! +
        (row === 2 ? barrel[column]! : 0),
    ),
  );
  const angle = Math.acos(
    Math.min(1, Math.max(-1, (matrix[0]! + matrix[4]! + matrix[8]! - 1) / 2)),
  );
  return angle < smallTurn ? undefined : matrix.map((value) => Number(value.toFixed(4)));
}

function place(
  columns: DescribedColumn[],
  triple: Triple,
  letter: 'a' | 'r',
  { unit: name, scale }: { unit: string; scale?: number },
): void {
  clear(columns, (to) => to.length === 2 && to.startsWith(letter));
  triple.forEach((at, axis) => {
    columns[at] = {
      ...bare(columns[at]!),
      to: `${letter}${'xyz'[axis]!}` as ChannelName,
      unit: name,
      ...(scale !== undefined && { scale }),
    };
  });
}

/** What was said to be this and is something else. */
function clear(columns: DescribedColumn[], is: (to: string) => boolean): void {
  for (const [at, column] of columns.entries()) {
    if (is(column.to)) columns[at] = { ...bare(column), to: 'skip' };
  }
}

/** Place and form of a column without its meaning. */
function bare({ key, type }: DescribedColumn): Omit<DescribedColumn, 'to'> {
  return { ...(key !== undefined && { key }), ...(type !== undefined && { type }) };
}
