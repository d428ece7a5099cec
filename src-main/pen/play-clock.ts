/** The clock of a play: says when a moment of it is due. It runs at a speed and can be stopped. */
export class PlayClock {
  #speed: number;
  #paused = false;
  /** This moment of the play, ms, … */
  #baseMs: number;
  /** … was due at this moment of the host. */
  #hostMs: number;

  /** @param speed times real time, above 0; Infinity: everything is due at once */
  constructor(speed: number, { positionMs, nowMs }: { positionMs: number; nowMs: number }) {
    this.#speed = speed;
    this.#baseMs = positionMs;
    this.#hostMs = nowMs;
  }

  get speed(): number {
    return this.#speed;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Moment of the host, ms, at which one of the play is due; Infinity while it is stopped. */
  due(positionMs: number): number {
    if (this.#paused) return Infinity;
    return this.#hostMs + (positionMs - this.#baseMs) / this.#speed;
  }

  /**
   * Goes on from a moment of the play at another speed, or stops there.
   * @param positionMs what has been played
   */
  change(
    { paused = this.#paused, speed = this.#speed }: { paused?: boolean; speed?: number },
    { positionMs, nowMs }: { positionMs: number; nowMs: number },
  ): void {
    this.#paused = paused;
    this.#speed = speed;
    this.#baseMs = positionMs;
    this.#hostMs = nowMs;
  }
}
