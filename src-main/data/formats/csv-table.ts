import { channelNames, type ChannelName } from '../../contract/sensors.ts';
import { readLines } from './lines.ts';
import type { OnProblem } from './pen-recording.ts';

/** What a column holds: a channel of the table, the time in ms, or the counter of the DigiPen. */
export type ColumnMeaning = ChannelName | 'time' | 'counter';

export interface CsvTable {
  readonly meanings: readonly (ColumnMeaning | undefined)[];
  /** Units that the header states behind a `#`, column by column. */
  readonly units?: readonly string[];
  /** Numbers by column; NaN for what is none. */
  readonly columns: readonly Float64Array[];
  readonly rows: number;
}

const onhwColumns: readonly ColumnMeaning[] = ['time', ...channelNames, 'counter'];
/** Without a header the number of columns says what they are. */
const byCount: Readonly<Record<number, readonly ColumnMeaning[]>> = {
  6: ['ax', 'ay', 'az', 'gx', 'gy', 'gz'],
  13: channelNames,
  15: onhwColumns,
};

/** No pen has more; a file that does is none of a pen. */
const mostColumns = 1000;

/**
 * Reads a table of numbers with `;`, `,` or tabs between them and, usually, a header. Rows of
 * another width are passed over and told.
 * @returns undefined when neither header nor width say what the columns are
 */
export async function readCsvTable(
  file: string,
  onProblem: OnProblem,
): Promise<CsvTable | undefined> {
  let header: Header | undefined;
  let columns: GrowingColumn[] = [];
  for await (const { number, text } of readLines(file, onProblem)) {
    const line = text.trim();
    if (line === '') continue;
    if (!header) {
      header = parseHeader(line);
      if (!header) return undefined;
      columns = header.meanings.map(() => new GrowingColumn());
      if (header.isHeader) continue;
    }
    const cells = line.split(header.separator);
    if (cells.length !== columns.length) {
      const message = `${cells.length} values where ${columns.length} are expected.`;
      onProblem({ file, line: number, message, skipped: false });
      continue;
    }
    // A comma that does not separate values is the decimal sign of half the world.
    const decimal = header.separator === ',' ? '.' : ',';
    cells.forEach((cell, i) => columns[i]!.push(toNumber(cell.replace(decimal, '.'))));
  }
  if (!header) return undefined;
  const { meanings, units } = header;
  return {
    meanings,
    ...(units && { units }),
    columns: columns.map((column) => column.values()),
    rows: columns[0]?.length ?? 0,
  };
}

/** @returns the column of that meaning, undefined when there is none */
export function columnOf(table: CsvTable, meaning: ColumnMeaning): Float64Array | undefined {
  return table.columns[table.meanings.indexOf(meaning)];
}

interface Header {
  readonly separator: string;
  readonly meanings: readonly (ColumnMeaning | undefined)[];
  readonly units?: readonly string[];
  /** False when the first line holds numbers already. */
  readonly isHeader: boolean;
}

function parseHeader(line: string): Header | undefined {
  const [names = '', stated] = line.replace(/^\uFEFF/, '').split('#');
  const separator = [';', '\t', ','].find((candidate) => names.includes(candidate));
  if (separator === undefined) return undefined;
  const cells = names.split(separator, mostColumns + 1);
  if (cells.length > mostColumns) return undefined;
  if (cells.every((cell) => !Number.isNaN(toNumber(cell.replace(',', '.'))))) {
    const meanings = byCount[cells.length];
    return meanings && { separator, meanings, isHeader: false };
  }
  const meanings = cells.map(meaningOf);
  if (!meanings.some((meaning) => meaning && meaning !== 'time' && meaning !== 'counter')) {
    return undefined;
  }
  const onhw = meanings.includes('time') && cells.some((cell) => plain(cell) === 'millis');
  const units = stated?.trim().split(/\s+/);
  return {
    separator,
    // Beside Millis the column named Time is the counter.
    meanings: onhw
      ? cells.map((cell, i) => (plain(cell) === 'time' ? 'counter' : meanings[i]))
      : meanings,
    ...(units?.length === cells.length && { units }),
    isHeader: true,
  };
}

function toNumber(cell: string): number {
  const text = cell.trim();
  return text === '' ? Number.NaN : Number(text);
}

function plain(cell: string): string {
  return cell.toLowerCase().replace(/[^a-z0-9]/g, '');
}

const axisName =
  /^(a|acc|accel|accelerometer|acc1|acc2|accel1|accel2|r|g|gyr|gyro|gyroscope|m|mag|magnetometer)([xyz])$/;

function meaningOf(cell: string): ColumnMeaning | undefined {
  const name = plain(cell);
  if (/^(time|millis|t|timestamp)(ms)?$/.test(name)) return 'time';
  if (name === 'force' || name === 'pressure') return 'force';
  const match = axisName.exec(name);
  if (!match) return undefined;
  const [, sensor = '', axis = ''] = match;
  const letter = /2$/.test(sensor) ? 'r' : sensor[0]!;
  return channelNames.find((channel) => channel === `${letter}${axis}`);
}

/** Numbers of unknown count without boxing each. */
class GrowingColumn {
  #numbers = new Float64Array(64);
  length = 0;

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
