import { foreignClock } from './clock-unit.ts';
import { frozenStretches, withoutRepeats } from './regular-samples.ts';
import { channelCount, type SensorMask } from '../../contract/sensors.ts';

export const defaultRateHz = 100;

/** What a file said of one recording, column by column, nothing of it trusted yet. */
export interface RecordingColumns {
  /** One column per channel index; whatever is no finite number counts as missing. */
  readonly columns: ReadonlyMap<number, ArrayLike<unknown>>;
  /** Sample times in ms. */
  readonly times?: ArrayLike<unknown>;
  /** Used where `times` is absent or unusable; 100 Hz without it. */
  readonly rateHz?: number;
}

export interface SampleTable {
  readonly mask: SensorMask;
  readonly timesMs: Float64Array;
  readonly values: Float32Array;
}

/** A column shorter than this share of the longest, or with more gaps, is left out as a whole. */
const usableShare = 0.9;

/**
 * Makes one table of the columns: strictly increasing times, finite values, equal lengths.
 * - columns that are much too short or mostly no numbers are left out, the rest cut to the shortest
 * - rows with a value that is no number are left out; their time stays a gap
 * - times that can only be seconds, µs or ns are turned into ms
 * - of times that jump back the longest increasing run is kept; when that would lose more than a
 *   tenth, the times are taken to be uniform
 * @param note told in words of everything that was left out or assumed
 * @returns undefined when fewer than two rows are left
 */
export function tabulate(
  raw: RecordingColumns,
  note: (message: string) => void,
): SampleTable | undefined {
  const columns = usableColumns(raw.columns, note);
  if (columns.size === 0) {
    note('No channel has numbers.');
    return undefined;
  }
  let length = Math.min(...[...columns.values()].map((column) => column.length));
  const times = usableTimes(raw.times, length, note);
  if (times) length = Math.min(length, times.length);
  const rows = finiteRows(columns, length);
  if (rows.length < length) {
    note(`${length - rows.length} of ${length} samples have a value that is no number; left out.`);
  }
  const rateHz = raw.rateHz ?? defaultRateHz;
  const measured = distinctRows(columns, rows, note);
  const kept = times && increasing(measured, times, note);
  const living = livingPlaces(columns, kept ?? measured);
  const used = living.map((place) => (kept ?? measured)[place]!);
  if (used.length < 2) {
    note('Fewer than two samples are usable.');
    return undefined;
  }
  // Of repeated rows only the order tells the time, else the place in the file, gaps and all.
  const repeated = measured.length < rows.length;
  const timesMs = Float64Array.from(used, (row, i) =>
    times && kept ? times[row]! : ((repeated ? living[i]! : row) * 1000) / rateHz,
  );
  if (kept) toMilliseconds(timesMs, note);
  tellFrozen(columns, kept ?? measured, timesMs, note);
  const values = new Float32Array(used.length * channelCount);
  let mask = 0;
  for (const [channel, column] of columns) {
    mask |= 1 << channel;
    used.forEach((row, i) => (values[i * channelCount + channel] = column[row] as number));
  }
  return { mask, timesMs, values };
}

/** One of each reading, when the pen was asked more often than it measured. */
function distinctRows(
  columns: ReadonlyMap<number, ArrayLike<unknown>>,
  rows: number[],
  note: (message: string) => void,
): number[] {
  const distinct = withoutRepeats([...columns.values()], rows);
  if (!distinct) return rows;
  const times = Math.round(rows.length / distinct.length);
  note(
    `Each reading stands about ${times} times: the pen was asked more often than it measures. ${rows.length - distinct.length} repeats left out.`,
  );
  return distinct;
}

/** Places of the rows that are not part of a stretch in which the sensors stood still. */
function livingPlaces(
  columns: ReadonlyMap<number, ArrayLike<unknown>>,
  rows: readonly number[],
): number[] {
  const frozen = frozenStretches([...columns.values()], rows);
  return [...rows.keys()].filter((at) => !frozen.some(({ from, to }) => at > from && at < to));
}

function tellFrozen(
  columns: ReadonlyMap<number, ArrayLike<unknown>>,
  rows: readonly number[],
  timesMs: Float64Array,
  note: (message: string) => void,
): void {
  let left = 0;
  for (const { from, to } of frozenStretches([...columns.values()], rows)) {
    const seconds = ((timesMs[from - left] ?? 0) - timesMs[0]!) / 1000;
    note(
      `From ${seconds.toFixed(2)} s on every channel stands still for ${to - from} samples: the sensor froze. They are left out.`,
    );
    left += to - from - 1;
  }
}

function usableColumns(
  columns: ReadonlyMap<number, ArrayLike<unknown>>,
  note: (message: string) => void,
): Map<number, ArrayLike<unknown>> {
  const lengths = [...columns.values()].map((column) => column.length);
  const longest = Math.max(0, ...lengths);
  const usable = new Map<number, ArrayLike<unknown>>();
  for (const [channel, column] of columns) {
    let finite = 0;
    for (let i = 0; i < column.length; i++) if (isFiniteNumber(column[i])) finite++;
    if (finite > 0 && finite >= usableShare * longest) usable.set(channel, column);
    else note(`Channel ${channel + 1} has only ${finite} numbers of ${longest}; left out.`);
  }
  const used = [...usable.values()].map((column) => column.length);
  if (used.some((length) => length !== used[0])) {
    note('The channels are of unequal length; cut to the shortest.');
  }
  return usable;
}

function usableTimes(
  times: ArrayLike<unknown> | undefined,
  length: number,
  note: (message: string) => void,
): Float64Array | undefined {
  if (!times) return undefined;
  const numbers = Float64Array.from(times as ArrayLike<number>, (time) =>
    isFiniteNumber(time) ? time : Number.NaN,
  );
  const finite = numbers.filter((time) => !Number.isNaN(time)).length;
  if (finite >= usableShare * length) {
    if (numbers.length !== length) note('Times and values are of unequal number; cut.');
    return numbers;
  }
  note(`Only ${finite} of ${length} samples have a time; a uniform rate is assumed.`);
  return undefined;
}

function toMilliseconds(times: Float64Array, note: (message: string) => void): void {
  const unit = foreignClock([times]);
  if (!unit) return;
  note(`The times are no ms but, by their steps, ${unit.name}; read as such.`);
  times.forEach((time, i) => (times[i] = time * unit.milliseconds));
}

function finiteRows(columns: ReadonlyMap<number, ArrayLike<unknown>>, length: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < length; row++) {
    let finite = true;
    for (const column of columns.values()) finite &&= isFiniteNumber(column[row]);
    if (finite) rows.push(row);
  }
  return rows;
}

/** @returns the rows whose times strictly increase, undefined when the times are not usable */
function increasing(
  rows: number[],
  times: Float64Array,
  note: (message: string) => void,
): number[] | undefined {
  if (isIncreasing(rows, times)) return rows;
  const kept = longestIncreasing(rows, times);
  if (kept.length < usableShare * rows.length) {
    note('The times do not increase; a uniform rate is assumed.');
    return undefined;
  }
  note(`${rows.length - kept.length} of ${rows.length} samples jump back in time; left out.`);
  return kept;
}

function isIncreasing(rows: readonly number[], times: Float64Array): boolean {
  return rows.every((row, i) => i === 0 || times[row]! > times[rows[i - 1]!]!);
}

/** Patience sorting: the most rows whose times strictly increase, in O(n log n). */
function longestIncreasing(rows: readonly number[], times: Float64Array): number[] {
  const tails: number[] = [];
  const previous = new Map<number, number>();
  for (const row of rows) {
    const time = times[row]!;
    if (Number.isNaN(time)) continue;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[tails[middle]!]! < time) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous.set(row, tails[low - 1]!);
    tails[low] = row;
  }
  const kept: number[] = [];
  for (let row = tails.at(-1); row !== undefined; row = previous.get(row)) kept.push(row);
  return kept.reverse();
}

function isFiniteNumber(value: unknown): value is number {
  // Nothing measured is that large, and in 32 bits or after conversion it would be infinite.
  return typeof value === 'number' && Math.abs(value) < 1e30;
}
