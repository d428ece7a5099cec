import { UserError } from '../../../contract/alerts.ts';
import { channelNames, type ChannelName, type SensorKind } from '../../../contract/sensors.ts';
import type { Line } from '../lines.ts';
import type { OnProblem } from '../pen-recording.ts';
import { readColumnName, timeFactor, unitNamed } from '../../../pen/column-names.ts';
import { meaningsOf, type ColumnMeaning } from './column-meanings.ts';
import { cellsOf, numberIn, timeIn } from './row-cells.ts';
import { findLayout, withoutLastEmpty, type TableLayout } from './table-layout.ts';

export interface SensorTable {
  readonly meanings: readonly (ColumnMeaning | undefined)[];
  /** Units that the header states, by sensor. */
  readonly units: Readonly<Partial<Record<SensorKind, string>>>;
  /** Numbers by column; NaN for what is none. */
  readonly columns: readonly Float64Array[];
  readonly rows: number;
  /** What was written, where the file says so. */
  readonly label?: string;
}

/** What somebody says of a table that does not say it itself. */
export interface TableReading {
  /** Of files without a header, column by column; `undefined` for what is to be left out. */
  readonly columns?: readonly (ColumnMeaning | undefined)[];
  /** Of files without times, Hz. */
  readonly rateHz?: number;
}

const onhwColumns: readonly ColumnMeaning[] = ['time', ...channelNames, 'counter'];
/** Without a header the number of columns says what they are. */
const byCount: Readonly<Record<number, readonly ColumnMeaning[]>> = {
  6: ['ax', 'ay', 'az', 'gx', 'gy', 'gz'],
  13: channelNames,
  15: onhwColumns,
};

/**
 * Reads a table of numbers, whatever separates them, with its header where there is one. Rows of
 * another width are passed over and told.
 * @param head the first lines of the file, by which its layout is found; `lines` bring them too
 * @returns undefined when neither header nor width say what the columns are
 */
export async function readTable(
  file: string,
  head: readonly Line[],
  lines: AsyncIterable<Line>,
  onProblem: OnProblem,
  reading: TableReading = {},
): Promise<SensorTable | undefined> {
  const layout = findLayout(head.map(({ text }) => text));
  if (!layout) return undefined;
  const tell = (line: number, message: string, skipped = false) =>
    onProblem({ file, line, message, skipped });
  const firstLine = head[layout.firstRow]!.number;
  if (layout.ambiguousCommas) {
    tell(firstLine, ambiguous, true);
    return undefined;
  }
  const given = layout.names ? undefined : (reading.columns ?? byCount[layout.width]);
  if (!layout.names && given?.length !== layout.width) {
    tell(firstLine, unnamed(layout.width, reading), true);
    return undefined;
  }
  for (const at of layout.damaged) {
    tell(head[at]!.number, 'It holds only the rest of a row; passed over.');
  }
  const isTime = Array.from({ length: layout.width }, (_, i) =>
    layout.names ? layout.names[i]?.kind === 'time' : given![i] === 'time',
  );
  const columns = isTime.map(() => new GrowingColumn());
  for await (const { number, text } of lines) {
    if (number < firstLine || text.trim() === '') continue;
    const cells = rowCells(text, layout);
    if (cells?.length !== layout.width) {
      const many = cells ? String(cells.length) : 'Far more';
      tell(number, `${many} values where ${layout.width} are expected.`);
    } else if (isHeaderAgain(cells, layout)) {
      tell(number, 'The header stands here once more; passed over.');
    } else {
      cells.forEach((cell, i) => columns[i]!.push(isTime[i] ? timeIn(cell) : numberIn(cell)));
    }
  }
  const values = columns.map((column) => column.values());
  const found = layout.names ? meaningsOf(layout.names, values) : { meanings: given! };
  return {
    meanings: found.meanings,
    units: statedUnits(layout, found.meanings, (unit) =>
      tell(firstLine, `The header names “${unit}”, which is no unit that is known here.`),
    ),
    columns: inMilliseconds(values, layout, found.meanings),
    rows: values[0]?.length ?? 0,
  };
}

/** @returns the column of that meaning, undefined when there is none */
export function columnOf(table: SensorTable, meaning: ColumnMeaning): Float64Array | undefined {
  return table.columns[table.meanings.indexOf(meaning)];
}

/**
 * Columns as somebody names them: `t ax ay az gx gy gz force`, with `-` for what is to be left out.
 * @throws UserError `columns-unknown`
 */
export function parseColumns(text: string): (ColumnMeaning | undefined)[] {
  const words = text.trim().split(/[\s,;]+/);
  return words.map((word) => {
    if (word === '-') return undefined;
    if ((channelNames as readonly string[]).includes(word)) return word as ChannelName;
    const name = readColumnName(word);
    if (name?.kind === 'time' || name?.kind === 'counter') return name.kind;
    throw new UserError(
      'columns-unknown',
      `“${word}” is the name of no column.`,
      `Name each column by one of: time counter ${channelNames.join(' ')}, and “-” for one that is to be left out.`,
    );
  });
}

const ambiguous =
  'Commas separate the values and mark their decimals, so that nobody can tell which is which. Save the file with semicolons between the values, or with decimal points.';

function unnamed(width: number, { columns }: TableReading): string {
  if (columns) return `It has ${width} columns, and ${columns.length} were named.`;
  const usual = usualOrder(width);
  return `It has ${width} columns and no header that names them. Add one, or say on the command line what they are, for example --columns "${usual}".`;
}

/** What rows of so many numbers most often hold; only a proposal. */
function usualOrder(width: number): string {
  const usual = ['ax', 'ay', 'az', 'gx', 'gy', 'gz', 'force'];
  const columns = width === 7 ? usual : ['time', ...usual];
  return Array.from({ length: width }, (_, i) => columns[i] ?? '-').join(' ');
}

function rowCells(line: string, { separator, width }: TableLayout): string[] | undefined {
  const cells = cellsOf(line, separator);
  return cells?.length === width + 1 ? withoutLastEmpty(cells) : cells;
}

/** A logger that began anew. */
function isHeaderAgain(cells: readonly string[], { header }: TableLayout): boolean {
  return header !== undefined && cells.every((cell, i) => cell.trim() === header[i]);
}

function statedUnits(
  { names }: TableLayout,
  meanings: readonly (ColumnMeaning | undefined)[],
  unknown: (unit: string) => void,
): Partial<Record<SensorKind, string>> {
  const units: Partial<Record<SensorKind, string>> = {};
  const told = new Set<string>();
  for (const [i, meaning] of meanings.entries()) {
    const name = names?.[i];
    const text = name && 'unit' in name ? name.unit : undefined;
    const sensor = meaning && sensorOf(meaning);
    if (text === undefined || text === '' || !sensor || units[sensor] !== undefined) continue;
    const unit = unitNamed(sensor, text);
    if (unit === undefined && !told.has(text)) unknown(text);
    told.add(text);
    if (unit !== undefined) units[sensor] = unit;
  }
  return units;
}

function sensorOf(meaning: ColumnMeaning): SensorKind | undefined {
  if (meaning === 'time' || meaning === 'counter') return undefined;
  if (meaning === 'force') return 'force';
  return sensorLetters[meaning.charAt(0)];
}

const sensorLetters: Readonly<Record<string, SensorKind>> = {
  a: 'accelerometer',
  r: 'rear-accelerometer',
  g: 'gyroscope',
  m: 'magnetometer',
};

function inMilliseconds(
  columns: readonly Float64Array[],
  { names }: TableLayout,
  meanings: readonly (ColumnMeaning | undefined)[],
): readonly Float64Array[] {
  return columns.map((column, i) => {
    const name = names?.[i];
    if (meanings[i] !== 'time' || name?.kind !== 'time' || name.unit === undefined) return column;
    const factor = timeFactor[unitNamed('time', name.unit) ?? 'ms'] ?? 1;
    return factor === 1 ? column : column.map((time) => time * factor);
  });
}

/** Numbers of unknown count without boxing each. */
export class GrowingColumn {
  #numbers = new Float64Array(64);
  length = 0;

  static filled(count: number, value: number): GrowingColumn {
    const column = new GrowingColumn();
    for (let i = 0; i < count; i += 1) column.push(value);
    return column;
  }

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.length++] = number;
  }

  values(): Float64Array {
    return this.#numbers.subarray(0, this.length);
  }
}
