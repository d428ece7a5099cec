import type { ChannelName } from '../../../contract/sensors.ts';
import type { AxisName, ColumnName } from '../../../pen/column-names.ts';

/** What a column holds: a channel of the table, the time in ms, or the counter of the DigiPen. */
export type ColumnMeaning = ChannelName | 'time' | 'counter';

export interface ColumnMeanings {
  readonly meanings: readonly (ColumnMeaning | undefined)[];
}

/**
 * Which channel each named column is. Of two accelerations the one with gravity is used; two that
 * both have it are the front and the rear sensor. Of several times the first one that is steady.
 */
export function meaningsOf(
  names: readonly (ColumnName | undefined)[],
  columns: readonly Float64Array[],
): ColumnMeanings {
  const meanings = names.map((): ColumnMeaning | undefined => undefined);
  const sensors = groupsOf(names);
  const front = sensors.filter(({ sensor }) => sensor === 'accelerometer');
  const [first, second] = accelerometers(front, columns);
  place(meanings, first, 'a');
  place(meanings, second, 'r');
  place(meanings, firstOf(sensors, 'gyroscope'), 'g');
  place(meanings, firstOf(sensors, 'magnetometer'), 'm');
  const force = names.findIndex((name) => name?.kind === 'force');
  if (force >= 0) meanings[force] = 'force';
  placeTimes(meanings, names);
  return { meanings };
}

interface Group {
  readonly sensor: AxisName['sensor'];
  readonly ordinal: number | undefined;
  readonly linear: boolean;
  /** Column of x, y and z where there is one. */
  readonly places: ReadonlyMap<'x' | 'y' | 'z', number>;
}

function groupsOf(names: readonly (ColumnName | undefined)[]): Group[] {
  const groups = new Map<string, Group & { readonly places: Map<'x' | 'y' | 'z', number> }>();
  for (const [i, name] of names.entries()) {
    if (name?.kind !== 'axis') continue;
    const key = `${name.sensor} ${name.group}`;
    const group = groups.get(key) ?? {
      sensor: name.sensor,
      ordinal: name.ordinal,
      linear: name.linear === true,
      places: new Map<'x' | 'y' | 'z', number>(),
    };
    if (!group.places.has(name.axis)) group.places.set(name.axis, i);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Of a vector with gravity so much is there nine times in ten, by its median. */
const mostlyThere = 0.65;

/** Those with gravity, the front one first: by their numbers where they have some, else as they stand. */
function accelerometers(groups: readonly Group[], columns: readonly Float64Array[]): Group[] {
  if (groups.length < 2) return [...groups];
  const measured = groups.map((group) => ({
    group,
    rest: group.linear ? 0 : steadiness(group, columns),
  }));
  const steadiest = measured.reduce((best, next) => (next.rest > best.rest ? next : best));
  const heavy = measured.filter((one) => one === steadiest || one.rest > mostlyThere);
  // Of `ax … rx …` the one without a number is the front one.
  return heavy.map(({ group }) => group).sort((a, b) => (a.ordinal ?? 0) - (b.ordinal ?? 0));
}

/**
 * How much of a vector is always there: its tenth percentile by its median. With gravity it is near
 * 1; what a hand accelerates by itself goes through zero again and again.
 */
function steadiness({ places }: Group, columns: readonly Float64Array[]): number {
  const axes = [...places.values()].map((place) => columns[place]!);
  const lengths = Float64Array.from(axes[0] ?? [], (_, row) =>
    Math.hypot(...axes.map((axis) => axis[row]!)),
  )
    .filter(Number.isFinite)
    .sort();
  const middle = lengths[lengths.length >> 1] ?? 0;
  return middle > 0 ? lengths[Math.floor(lengths.length / 10)]! / middle : 0;
}

function firstOf(groups: readonly Group[], sensor: AxisName['sensor']): Group | undefined {
  return groups
    .filter((group) => group.sensor === sensor)
    .toSorted((a, b) => (a.ordinal ?? 0) - (b.ordinal ?? 0))[0];
}

function place(
  meanings: (ColumnMeaning | undefined)[],
  group: Group | undefined,
  letter: 'a' | 'r' | 'g' | 'm',
): void {
  for (const [axis, at] of group?.places ?? []) meanings[at] = `${letter}${axis}`;
}

/** `Millis` and `Time` together are those of the DigiPen: the latter counts samples. */
function placeTimes(
  meanings: (ColumnMeaning | undefined)[],
  names: readonly (ColumnName | undefined)[],
): void {
  const counter = names.findIndex((name) => name?.kind === 'counter');
  if (counter >= 0) meanings[counter] = 'counter';
  const times = [...names.keys()].filter((i) => names[i]?.kind === 'time');
  if (times[0] !== undefined) meanings[times[0]] = 'time';
}
