import type { LiveSegment } from '../contract/live.ts';
import type { SampleWindow } from '../contract/sensors.ts';

export interface RememberedPiece {
  readonly segment: LiveSegment;
  /** As the pen measured it, not calibrated. */
  readonly window: SampleWindow;
}

/** Readings kept: half an hour of writing at 100 Hz, some ten megabytes. */
const mostReadings = 180_000;

/** The newest committed pieces with their samples, so that a correction finds them; the oldest go. */
export class PieceMemory {
  readonly #pieces = new Map<number, RememberedPiece>();
  #readings = 0;

  constructor(private readonly capacity = mostReadings) {}

  add(piece: RememberedPiece): void {
    this.#pieces.set(piece.segment.id, piece);
    this.#readings += piece.window.length;
    for (const [id, { window }] of this.#pieces) {
      if (this.#readings <= this.capacity || this.#pieces.size === 1) return;
      this.#pieces.delete(id);
      this.#readings -= window.length;
    }
  }

  find(id: number): RememberedPiece | undefined {
    return this.#pieces.get(id);
  }
}
