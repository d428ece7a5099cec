/** What a stretch of one channel comes to. */
export interface RangeFigures {
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

/** Of the values that are there; undefined where all are gaps. */
export function rangeFigures(values: Float32Array): RangeFigures | undefined {
  let count = 0;
  let sum = 0;
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count += 1;
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return count === 0 ? undefined : { mean: sum / count, least, most };
}

/** Enough digits to tell values apart, few enough to read while they change. */
export function formatValue(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}
