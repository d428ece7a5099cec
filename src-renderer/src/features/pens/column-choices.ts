import type {
  ColumnDestination,
  DescribedColumn,
  FieldTypeName,
  PenDescription,
} from '$contract/pen-description.ts';

/** A choice of the drop-down of a column; titles are asked for in the language of the window. */
export interface ColumnChoice {
  readonly to: ColumnDestination;
  readonly title: string;
  /** x, y or z. */
  readonly axis: string;
}

function axes(letter: 'a' | 'r' | 'g' | 'm', title: string): ColumnChoice[] {
  return (['x', 'y', 'z'] as const).map((axis) => ({ to: `${letter}${axis}`, title, axis }));
}

export const columnChoices: readonly ColumnChoice[] = [
  { to: 'skip', title: 'Left out', axis: '' },
  ...axes('a', 'Acceleration'),
  ...axes('g', 'Rotation'),
  { to: 'force', title: 'Force', axis: '' },
  ...axes('r', 'Rear acceleration'),
  ...axes('m', 'Magnetic field'),
  { to: 'time', title: 'Time', axis: '' },
  { to: 'counter', title: 'Counter', axis: '' },
];

const accelerations = ['m/s²', 'g', 'mg'];
const unitsBySensor: Readonly<Record<string, readonly string[]>> = {
  a: accelerations,
  r: accelerations,
  g: ['rad/s', '°/s', 'mrad/s', 'mdeg/s'],
  m: ['µT', 'mT', 'G', 'mG'],
};

/** The units that a column of this meaning can have, the program's own first. */
export function unitChoices(to: ColumnDestination): readonly string[] {
  if (to === 'force') return ['N', 'mN'];
  if (to === 'time') return ['ms', 's', 'µs'];
  if (to === 'skip' || to === 'counter') return [];
  return unitsBySensor[to.charAt(0)] ?? [];
}

/**
 * Gives a column another meaning. Each meaning stands only once: the column that had it gets what
 * this one was. A unit goes with the sensor that it is of.
 */
export function withMeaning(
  description: PenDescription,
  at: number,
  to: ColumnDestination,
): PenDescription {
  const before = description.columns[at]!;
  const columns = description.columns.map((column, i) => {
    if (i === at) return meaning(column, to, unitOfSensor(description, to));
    return to !== 'skip' && column.to === to
      ? meaning(column, before.to, unitOfSensor(description, before.to))
      : column;
  });
  return { ...description, columns };
}

/** The unit of a column is that of all columns of its sensor. */
export function withUnit(description: PenDescription, at: number, unit: string): PenDescription {
  const sensor = sensorOf(description.columns[at]!.to);
  const columns = description.columns.map((column) =>
    sensorOf(column.to) === sensor ? { ...column, unit } : column,
  );
  return { ...description, columns };
}

/** What a raw number is multiplied with; its sign is the direction of the axis. */
export function withScale(description: PenDescription, at: number, scale: number): PenDescription {
  const columns = description.columns.map((column, i) =>
    i === at ? { ...column, scale } : column,
  );
  return { ...description, columns };
}

/** How many bytes a field of a record has, and what number they are. */
export function withType(
  description: PenDescription,
  at: number,
  type: FieldTypeName,
): PenDescription {
  const columns = description.columns.map((column, i) => (i === at ? { ...column, type } : column));
  return { ...description, columns };
}

function meaning(
  { key, type }: DescribedColumn,
  to: ColumnDestination,
  { unit, scale }: Pick<DescribedColumn, 'unit' | 'scale'>,
): DescribedColumn {
  return {
    to,
    ...(key !== undefined && { key }),
    ...(type !== undefined && { type }),
    ...(unit !== undefined && { unit }),
    ...(scale !== undefined && { scale: Math.abs(scale) }),
  };
}

/** What the other columns of that sensor say of their unit. */
function unitOfSensor(
  { columns }: PenDescription,
  to: ColumnDestination,
): Pick<DescribedColumn, 'unit' | 'scale'> {
  const other = columns.find((column) => sensorOf(column.to) === sensorOf(to));
  if (other?.unit !== undefined) return { unit: other.unit, scale: other.scale };
  const [unit] = unitChoices(to);
  return unit === undefined ? {} : { unit };
}

function sensorOf(to: ColumnDestination): string {
  return /^[argm][xyz]$/.test(to) ? to.charAt(0) : to;
}
