/** Rows of one recording that stand still, as places in it; `to` is behind the last. */
export interface FrozenStretch {
  readonly from: number;
  readonly to: number;
}

/** A sensor's noise moves at least one of so many channels from reading to reading. */
const fewestChannels = 3;
/** So many readings alike in a row, where readings are seldom alike, are a sensor that froze. */
const frozenRows = 30;

/**
 * A pen that is asked more often than it measures gives each reading several times. Where it does so
 * evenly, only the first of each is kept: the clock of the sensor is theirs.
 * @param rows places of the readings
 * @returns undefined when readings do not repeat evenly
 */
export function withoutRepeats(
  columns: readonly ArrayLike<unknown>[],
  rows: readonly number[],
): number[] | undefined {
  const runs = runsOf(columns, rows);
  if (runs.length < 5 || columns.length < fewestChannels) return undefined;
  const lengths = runs.map(({ from, to }) => to - from).sort((a, b) => a - b);
  const usual = lengths[lengths.length >> 1]!;
  if (usual < 2) return undefined;
  const even = lengths.filter((length) => Math.abs(length - usual) <= Math.max(1, usual / 4));
  if (even.length < 0.8 * lengths.length) return undefined;
  return runs.map(({ from }) => rows[from]!);
}

/**
 * Stretches in which every channel stays what it was, in a recording that otherwise moves. At the end of
 * one accelerometer alone that is padding: data sets of equal lengths hold their last reading.
 */
export function frozenStretches(
  columns: readonly ArrayLike<unknown>[],
  rows: readonly number[],
): FrozenStretch[] {
  if (columns.length < fewestChannels) return [];
  const runs = runsOf(columns, rows);
  const moving = runs.filter(({ from, to }) => to - from <= 2);
  if (moving.length < frozenRows) return [];
  const padded = columns.length === fewestChannels;
  return runs.filter(({ from, to }) => to - from >= frozenRows && !(padded && to === rows.length));
}

function runsOf(columns: readonly ArrayLike<unknown>[], rows: readonly number[]): FrozenStretch[] {
  const runs: FrozenStretch[] = [];
  let from = 0;
  for (let i = 1; i <= rows.length; i += 1) {
    const same =
      i < rows.length && columns.every((column) => column[rows[i]!] === column[rows[i - 1]!]);
    if (same) continue;
    runs.push({ from, to: i });
    from = i;
  }
  return runs;
}
