/** The first rows of a text stream, kept to learn from: fixed room, row by row. */
export class RowSet {
  readonly arrivalsMs: Float64Array;
  readonly values: Float64Array;
  count = 0;
  columns = 0;

  constructor(
    readonly capacity: number,
    readonly stride: number,
  ) {
    this.arrivalsMs = new Float64Array(capacity);
    this.values = new Float64Array(capacity * stride);
  }

  clear(columns: number): void {
    this.count = 0;
    this.columns = columns;
  }

  /** @returns true when the set is full now */
  add(row: Float64Array, arrivalMs: number): boolean {
    const offset = this.count * this.stride;
    for (let column = 0; column < this.columns; column += 1) {
      this.values[offset + column] = row[column]!;
    }
    this.arrivalsMs[this.count] = arrivalMs;
    this.count += 1;
    return this.count === this.capacity;
  }

  column(index: number): number[] {
    return Array.from({ length: this.count }, (_, row) => this.values[row * this.stride + index]!);
  }

  /** Usual time between rows by their arrivals in ms; undefined when they came all at once. */
  periodMs(): number | undefined {
    if (this.count < this.capacity) return undefined;
    const spanMs = this.arrivalsMs[this.count - 1]! - this.arrivalsMs[0]!;
    const period = spanMs / (this.count - 1);
    return period >= 1 && period <= 100 ? period : undefined;
  }

  /** Median over the rows of the length of the vector in three columns; NaN when there is none. */
  medianMagnitude(columns: readonly number[]): number {
    const series = columns.map((index) => this.column(index));
    const lengths = Array.from({ length: this.count }, (_, row) =>
      Math.hypot(...series.map((values) => values[row]!)),
    );
    return median(lengths.filter(Number.isFinite));
  }
}

export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
