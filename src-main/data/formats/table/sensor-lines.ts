import type { Line } from '../lines.ts';
import { readColumnName, type ColumnName } from '../../../pen/column-names.ts';
import { meaningsOf } from './column-meanings.ts';
import { GrowingColumn, type SensorTable } from './csv-table.ts';
import { numberIn } from './row-cells.ts';

/** `A 0.1,0.2,9.8`, `GYRO: 1 2 3`, `M;12;0.1;0.2;0.3`. */
const tagged = /^\s*([A-Za-z]+\d?)\s*[:=,;\t ]\s*(.+?)\s*$/;
const axes = ['x', 'y', 'z'] as const;

interface SensorLine {
  readonly tag: string;
  readonly names: readonly ColumnName[];
  /** Values of `names`; before them may stand a time. */
  readonly values: readonly number[];
  readonly time?: number;
}

/** Whether so much as nine in ten lines are the readings of one sensor each. */
export function isSensorLines(lines: readonly Line[]): boolean {
  const filled = lines.filter(({ text }) => text.trim() !== '');
  const found = filled.flatMap(({ text }) => sensorLine(text) ?? []);
  const tags = new Set(found.map(({ tag }) => tag));
  return tags.size > 1 && found.length >= 0.9 * filled.length;
}

/**
 * Reads a log with one sensor a line. A row begins with each line of the sensor that came first and
 * ends before its next one; a sensor that was not read in between keeps its value.
 */
export async function readSensorLines(lines: AsyncIterable<Line>): Promise<SensorTable> {
  const names: ColumnName[] = [{ kind: 'time' }];
  const columns = [new GrowingColumn()];
  const places = new Map<string, number>();
  const row: number[] = [Number.NaN];
  let first: string | undefined;
  let open = false;
  const finish = () => {
    if (open) columns.forEach((column, i) => column.push(row[i] ?? Number.NaN));
    row[0] = Number.NaN;
  };
  for await (const { text } of lines) {
    const line = sensorLine(text);
    if (!line) continue;
    first ??= line.tag;
    if (line.tag === first) {
      finish();
      open = true;
    }
    const known = places.get(line.tag);
    const place = known ?? names.length;
    if (known === undefined) {
      places.set(line.tag, place);
      names.push(...line.names);
      const earlier = columns[0]!.length;
      columns.push(...line.names.map(() => GrowingColumn.filled(earlier, Number.NaN)));
    }
    line.values.forEach((value, i) => (row[place + i] = value));
    if (line.time !== undefined && Number.isNaN(row[0])) row[0] = line.time;
  }
  finish();
  const values = columns.map((column) => column.values());
  const { meanings } = meaningsOf(names, values);
  const timed = values[0]!.some(Number.isFinite);
  return {
    meanings: timed ? meanings : [undefined, ...meanings.slice(1)],
    units: {},
    columns: values,
    rows: values[0]!.length,
  };
}

function sensorLine(text: string): SensorLine | undefined {
  const match = tagged.exec(text);
  if (!match) return undefined;
  const tag = match[1]!.toLowerCase();
  const cells = match[2]!.split(/[,;\s]+/);
  const numbers = cells.map(numberIn);
  if (numbers.some(Number.isNaN)) return undefined;
  const force = readColumnName(tag);
  const names =
    force?.kind === 'force' || tag === 'p'
      ? [{ kind: 'force' } as const]
      : axes.flatMap((axis) => readColumnName(`${tag}${axis}`) ?? []);
  const extra = numbers.length - names.length;
  if (names.length === 0 || extra < 0 || extra > 1) return undefined;
  const time = extra === 1 ? { time: numbers[0]! } : {};
  return { tag, names, values: numbers.slice(extra), ...time };
}
