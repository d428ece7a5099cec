import { readColumnName } from '../../../pen/column-names.ts';
import { meaningsOf } from './column-meanings.ts';
import { GrowingColumn, type SensorTable } from './csv-table.ts';
import { mostColumns, timeIn } from './row-cells.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Fewer sensors than one are no reading of a pen. */
const fewestAxes = 3;

/** Whether an object is one reading: numbers by names such as `ax` or `a1x`, nested or not. */
export function isSample(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  const axes = [...flat(value)].filter(
    ([name, one]) => !isNested(one) && readColumnName(name)?.kind === 'axis',
  );
  return axes.length >= fewestAxes;
}

/**
 * The recordings in a JSON document:
 * - samples `{timestamp, a1x, a1y, …}` in a list, alone or as `data`
 * - `{adaptation: [{label, data: [sample, …]}], validation: [{data: […]}]}`, as the UbiComp 2021
 *   challenge has it, by whatever names
 * - columns by name: `{ax: […], ay: […], …}`
 */
export function jsonTables(document: unknown): SensorTable[] {
  return [...tablesIn(document, undefined, 0)];
}

/** Lists lie in objects in lists, and no deeper. */
const deepest = 4;

function* tablesIn(
  value: unknown,
  label: string | undefined,
  depth: number,
): Generator<SensorTable> {
  if (depth > deepest || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    if (value.some(isSample)) yield tableOf(value.filter(isObject), label);
    else for (const part of value) yield* tablesIn(part, label, depth + 1);
    return;
  }
  const object = value as JsonObject;
  const said = typeof object['label'] === 'string' ? object['label'] : label;
  const columns = columnTable(object, said);
  if (columns) yield columns;
  else for (const part of Object.values(object)) yield* tablesIn(part, said, depth + 1);
}

/** @param samples one object a reading */
export function tableOf(samples: readonly JsonObject[], label?: string): SensorTable {
  const columns = new Map<string, GrowingColumn>();
  for (const [row, sample] of samples.entries()) {
    for (const [name, value] of flat(sample)) {
      let column = columns.get(name);
      if (!column && columns.size < mostColumns) {
        columns.set(name, (column = GrowingColumn.filled(row, Number.NaN)));
      }
      if (column?.length === row) column.push(numberOf(value));
    }
    for (const column of columns.values()) if (column.length === row) column.push(Number.NaN);
  }
  return named(
    [...columns].map(([name, column]) => [name, column.values()] as const),
    label,
  );
}

function columnTable(object: JsonObject, label: string | undefined): SensorTable | undefined {
  const lists = Object.entries(object).flatMap(([name, value]) =>
    Array.isArray(value) && value.length > 1 && value.every((one) => !isNested(one))
      ? [[name, Float64Array.from(value, numberOf)] as const]
      : [],
  );
  const axes = lists.filter(([name]) => readColumnName(name)?.kind === 'axis');
  return axes.length >= fewestAxes ? named(lists, label) : undefined;
}

function named(
  columns: readonly (readonly [name: string, values: Float64Array])[],
  label: string | undefined,
): SensorTable {
  const names = columns.map(([name]) => readColumnName(name));
  const values = columns.map(([, column]) => column);
  return {
    ...meaningsOf(names, values),
    units: {},
    columns: values,
    rows: Math.max(0, ...values.map(({ length }) => length)),
    ...(label !== undefined && { label }),
  };
}

/** `{acc: {x: 1}}` and `{acc: [1, 2, 3]}` by their names: `acc_x`. */
function* flat(object: JsonObject, prefix = ''): Generator<[name: string, value: unknown]> {
  for (const [key, value] of Object.entries(object)) {
    const name = prefix === '' ? key : `${prefix}_${key}`;
    if (Array.isArray(value) && value.length === 3) {
      for (const [i, axis] of ['x', 'y', 'z'].entries()) yield [`${name}_${axis}`, value[i]];
    } else if (isObject(value)) {
      if (prefix.length < 64) yield* flat(value, name);
    } else yield [name, value];
  }
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? timeIn(value) : Number.NaN;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
