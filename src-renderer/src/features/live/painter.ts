/** Draws in an animation frame, once for any number of requests, and not at all without one. */
export class Painter {
  #frame: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = Number.NEGATIVE_INFINITY;

  constructor(private readonly draw: () => void) {}

  /** @param intervalMs at least so long after the drawing before; default: in the next frame */
  request(intervalMs = 0): void {
    if (intervalMs === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#paint();
    } else if (this.#timer === undefined && this.#frame === undefined) {
      const due = this.#last + intervalMs - performance.now();
      if (due <= 0) this.#paint();
      else this.#timer = setTimeout(() => this.request(), due);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#timer = undefined;
    this.#frame = undefined;
  }

  #paint(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#last = performance.now();
      this.draw();
    });
  }
}

/**
 * A longer stretch moves more slowly over the screen and needs fewer pictures a second: about one
 * for every six pixels that it moves, 15 a second for 10 s.
 */
export function drawIntervalMs(seconds: number): number {
  return Math.min(250, Math.max(40, seconds * 6.5));
}
