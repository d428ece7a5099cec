const slotMs = 100;
const slotCount = 10;

/** Events in the last second that is over, in slots of 100 ms, so that the figure moves smoothly. */
export class RateMeter {
  /** One more than a second has: the newest is still being filled. */
  readonly #slots = new Float64Array(slotCount + 1);
  #slot = -1;
  #firstSlot = -1;

  add(nowMs: number, count = 1): void {
    this.#advance(nowMs);
    if (this.#firstSlot < 0) this.#firstSlot = this.#slot;
    const index = this.#slot % this.#slots.length;
    this.#slots[index] = this.#slots[index]! + count;
  }

  /** Events per second; 0 until 100 ms are over. */
  rate(nowMs: number): number {
    if (this.#firstSlot < 0) return 0;
    this.#advance(nowMs);
    const complete = Math.min(slotCount, this.#slot - this.#firstSlot);
    if (complete === 0) return 0;
    const current = this.#slots[this.#slot % this.#slots.length]!;
    const total = this.#slots.reduce((sum, count) => sum + count, 0) - current;
    return (total * 1000) / (complete * slotMs);
  }

  #advance(nowMs: number): void {
    const slot = Math.floor(nowMs / slotMs);
    const steps = Math.min(this.#slots.length, slot - this.#slot);
    for (let step = 0; step < steps; step += 1) this.#slots[(slot - step) % this.#slots.length] = 0;
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
