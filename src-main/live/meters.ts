/** Events in the last second, in ten slots of 100 ms, so that the figure moves smoothly. */
export class RateMeter {
  readonly #slots = new Float64Array(10);
  #slot = 0;
  #firstMs: number | undefined;

  add(nowMs: number, count = 1): void {
    this.#firstMs ??= nowMs;
    this.#advance(nowMs);
    const index = this.#slot % 10;
    this.#slots[index] = this.#slots[index]! + count;
  }

  /** Events per second. */
  rate(nowMs: number): number {
    if (this.#firstMs === undefined) return 0;
    this.#advance(nowMs);
    const spanMs = Math.min(1000, Math.max(100, nowMs - this.#firstMs));
    return (this.#slots.reduce((sum, count) => sum + count, 0) * 1000) / spanMs;
  }

  #advance(nowMs: number): void {
    const slot = Math.floor(nowMs / 100);
    const steps = Math.min(10, slot - this.#slot);
    for (let step = 1; step <= steps; step += 1) this.#slots[(slot - step + 1) % 10] = 0;
    if (slot > this.#slot) this.#slot = slot;
  }
}

/** Percentiles over the newest 200 values. */
export class LatencyMeter {
  readonly #values: number[] = [];
  #last: number | undefined;

  add(milliseconds: number): void {
    this.#last = milliseconds;
    this.#values.push(milliseconds);
    if (this.#values.length > 200) this.#values.shift();
  }

  summary(): { last: number; median: number; p95: number } | undefined {
    if (this.#last === undefined) return undefined;
    const sorted = this.#values.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return { last: this.#last, median: at(0.5), p95: at(0.95) };
  }
}
