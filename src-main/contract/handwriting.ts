/**
 * One stroke of ink: where the tip went from a touch to the lift after it. All arrays are equally
 * long and not empty; y points up the page.
 */
export interface InkStroke {
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Strictly increasing, ms, on one clock for all strokes of a sample. */
  readonly timesMs?: Float64Array;
  /** At least 0; in whatever unit the source has. */
  readonly pressure?: Float32Array;
}

/** Where the pen went above the paper, as far as a tablet saw it; on the clock of the strokes, ms. */
export interface AirPath {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly timesMs: Float64Array;
}

/** A character, a word or a text as a tablet recorded it; lengths in the unit of its source. */
export interface HandwritingSample {
  /** Composed (NFC); missing when nobody said what was written. */
  readonly label?: string;
  readonly writer?: string;
  readonly hand?: 'left' | 'right';
  /** False when the source says that some samples of this writer are faulty. */
  readonly clean?: boolean;
  /** Whether the unit of lengths is known to be mm. */
  readonly unit?: 'mm';
  /** Of times: `guessed` where the source did not know how long the pen was in the air. */
  readonly gaps?: 'measured' | 'guessed';
  /** Between strokes, in the order of time; only beside strokes with times. */
  readonly air?: readonly AirPath[];
  /** In the order of writing. Either all of them have times or none. */
  readonly strokes: readonly InkStroke[];
}
