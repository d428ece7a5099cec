/** A recording of one class. */
export interface LabelledSeries {
  readonly label: string;
  readonly length: number;
  /** length × channels, normalised. */
  readonly values: Float32Array;
}

export interface PaddedSeries {
  /** samples × readings × channels, zero beyond the true lengths. */
  readonly values: Float32Array;
  readonly readings: number;
  readonly lengths: Int32Array;
  readonly labels: readonly (readonly [number])[];
}

/** Recordings side by side. @param labels the class of a label is its place */
export function padded(batch: readonly LabelledSeries[], labels: readonly string[]): PaddedSeries {
  const readings = Math.max(...batch.map(({ length }) => length));
  const channels = batch[0]!.values.length / batch[0]!.length;
  const values = new Float32Array(batch.length * readings * channels);
  batch.forEach((series, at) => {
    values.set(series.values, at * readings * channels);
  });
  return {
    values,
    readings,
    lengths: Int32Array.from(batch, ({ length }) => length),
    labels: batch.map(({ label }) => [labels.indexOf(label)] as const),
  };
}
