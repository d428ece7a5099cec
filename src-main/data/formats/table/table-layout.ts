import { readColumnName, unitNamed, type ColumnName } from '../../../pen/column-names.ts';
import {
  cellsOf,
  isClockTime,
  isNumeric,
  mostColumns,
  separators,
  type Separator,
} from './row-cells.ts';

export interface TableLayout {
  readonly separator: Separator;
  /** What the header says of each column; undefined when there is no header. */
  readonly names?: readonly (ColumnName | undefined)[];
  /** The cells of the header as they stand. */
  readonly header?: readonly string[];
  readonly width: number;
  /** Place of the first line that holds values. */
  readonly firstRow: number;
  /** Lines before it that are neither header nor comment but the rest of a row. */
  readonly damaged: readonly number[];
  /** Commas separate the values and mark their decimals: nobody can tell which is which. */
  readonly ambiguousCommas?: true;
}

/** Rows of fewer numbers are none of a pen. */
const fewestNumbers = 3;

/**
 * Finds out how a table of numbers is laid out: what separates its values, how many there are in a
 * row, which line is the header, where the rows begin. What stands before the header is passed over.
 * @param lines the first lines of the file
 * @returns undefined when they hold no table
 */
export function findLayout(lines: readonly string[]): TableLayout | undefined {
  const candidates = separators.flatMap((separator) => rowsBy(lines, separator) ?? []);
  const weight = ({ count, width }: Rows) => count * width;
  const best = candidates.reduce<Rows | undefined>(
    (found, next) => (found && weight(found) >= weight(next) ? found : next),
    undefined,
  );
  if (!best) return undefined;
  const { separator, firstRow } = best;
  const header = findHeader(lines, best);
  const damaged = [...lines.slice(0, firstRow).keys()].filter((at) =>
    isRestOfRow(lines[at]!, separator),
  );
  if (!header) return { separator, width: best.width, firstRow, damaged };
  if (separator === ',' && isDoubled(lines.slice(firstRow), header.cells.length, best.width)) {
    return { ...best, header: header.cells, damaged, ambiguousCommas: true };
  }
  const lacking = best.width - header.cells.length;
  // One name less than values: the first column counts the rows. More is the header of something else.
  if (lacking > 1) return { separator, width: best.width, firstRow, damaged };
  const cells = [...Array.from({ length: lacking }, () => ''), ...header.cells];
  return {
    separator,
    width: best.width,
    header: cells,
    names: withUnits(cells, header.units),
    firstRow,
    damaged: damaged.filter((at) => at !== header.at),
  };
}

function isRestOfRow(line: string, separator: Separator): boolean {
  const cells = line.trim() === '' ? undefined : cellsOf(line, separator);
  return cells?.every(isNumeric) === true;
}

interface Rows {
  readonly separator: Separator;
  readonly width: number;
  /** How many lines are rows of that width. */
  readonly count: number;
  readonly firstRow: number;
}

/** The rows that a separator makes of the lines: those of the most frequent width. */
function rowsBy(lines: readonly string[], separator: Separator): Rows | undefined {
  const widths = lines.map((line) => {
    const cells = withoutLastEmpty(cellsOf(line, separator) ?? []);
    return isRow(cells) ? cells.length : 0;
  });
  const counts = new Map<number, number>();
  for (const width of widths) if (width > 0) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [width, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
  if (count === 0) return undefined;
  return { separator, width, count, firstRow: widths.indexOf(width) };
}

function isRow(cells: readonly string[]): boolean {
  if (cells.length < fewestNumbers || cells.length > mostColumns) return false;
  const numbers = cells.filter((cell) => isNumeric(cell) || isClockTime(cell)).length;
  return numbers >= fewestNumbers && 2 * numbers > cells.length;
}

/** Many loggers end each line with a separator. */
export function withoutLastEmpty(cells: string[]): string[] {
  return cells.length > 1 && cells.at(-1)!.trim() === '' ? cells.slice(0, -1) : cells;
}

interface Header {
  readonly at: number;
  readonly cells: readonly string[];
  /** From a line of its own, or behind a `#`. */
  readonly units?: readonly string[];
}

/** The nearest line above the rows that names their columns; a line of units may stand between. */
function findHeader(
  lines: readonly string[],
  { separator, width, firstRow }: Rows,
): Header | undefined {
  let units: readonly string[] | undefined;
  for (let at = firstRow - 1; at >= 0; at -= 1) {
    const [names, stated] = withoutComment(lines[at]!);
    const cells = withoutLastEmpty(cellsOf(names, separator) ?? []).map((cell) => cell.trim());
    if (cells.length > width || cells.length === 0) continue;
    if (cells.some((cell) => isSensor(readColumnName(cell)))) {
      const behind = stated?.trim().split(/\s+/);
      const found = units ?? (behind?.length === cells.length ? behind : undefined);
      return { at, cells, ...(found && { units: found }) };
    }
    const bare = cells.map((cell) => cell.replace(/^[[(]|[\])]$/g, ''));
    if (cells.length === width && bare.filter(isUnit).length >= fewestNumbers) units = bare;
  }
  return undefined;
}

function isSensor(name: ColumnName | undefined): boolean {
  return name?.kind === 'axis' || name?.kind === 'force';
}

function isUnit(cell: string): boolean {
  return (['accelerometer', 'gyroscope', 'magnetometer', 'force', 'time'] as const).some(
    (sensor) => unitNamed(sensor, cell) !== undefined,
  );
}

/** A header may stand in a comment; behind a `#` may stand units. */
function withoutComment(line: string): [names: string, units?: string] {
  const text = line.trim().replace(/^(#|%|\/\/)+\s*/, '');
  const at = text.indexOf('#');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function withUnits(
  cells: readonly string[],
  units: readonly string[] | undefined,
): (ColumnName | undefined)[] {
  const lacking = cells.length - (units?.length ?? 0);
  // Beside Millis the column named Time is the counter of the DigiPen.
  const onhw = cells.some((cell) => /^millis$/i.test(cell));
  return cells.map((cell, i) => {
    const name =
      onhw && /^time$/i.test(cell) ? ({ kind: 'counter' } as const) : readColumnName(cell);
    const unit = units?.[i - lacking];
    return name && name.kind !== 'counter' && unit !== undefined && unit !== ''
      ? { ...name, unit }
      : name;
  });
}

/** Whole numbers only, and clearly more of them than names: each number stands in two cells. */
function isDoubled(rows: readonly string[], names: number, width: number): boolean {
  return width > 1.4 * names && width <= 2 * names && rows.every((row) => !row.includes('.'));
}
