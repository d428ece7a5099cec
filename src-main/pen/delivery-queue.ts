import type { Outlet } from './outlet.ts';

/**
 * Keeps a live pen's bytes while the listener is busy. When more than `limitBytes` wait, the oldest
 * chunks are dropped: what is being written now matters more than what nobody took.
 */
export class DeliveryQueue {
  readonly #outlet: Outlet;
  readonly #limitBytes: number;
  readonly #waiting: { chunk: Uint8Array; arrivalMs: number }[] = [];
  #waitingBytes = 0;
  #busy = false;
  #droppedBytes = 0;

  constructor(outlet: Outlet, limitBytes: number) {
    this.#outlet = outlet;
    this.#limitBytes = limitBytes;
  }

  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  push(chunk: Uint8Array, arrivalMs: number): void {
    if (!this.#busy) {
      this.#deliver(chunk, arrivalMs);
      return;
    }
    this.#waiting.push({ chunk, arrivalMs });
    this.#waitingBytes += chunk.length;
    let dropped = 0;
    while (this.#waitingBytes > this.#limitBytes) {
      const { length } = this.#waiting.shift()!.chunk;
      this.#waitingBytes -= length;
      dropped += length;
    }
    if (dropped > 0) this.#countDropped(dropped);
  }

  #deliver(chunk: Uint8Array, arrivalMs: number): void {
    const pending = this.#outlet.deliver(chunk, arrivalMs);
    if (pending === undefined) return;
    this.#busy = true;
    void pending.then(() => {
      this.#busy = false;
      this.#drain();
    });
  }

  #drain(): void {
    while (!this.#busy) {
      const next = this.#waiting.shift();
      if (next === undefined) {
        this.#outlet.clear('pen-overrun');
        return;
      }
      this.#waitingBytes -= next.chunk.length;
      this.#deliver(next.chunk, next.arrivalMs);
    }
  }

  #countDropped(bytes: number): void {
    this.#droppedBytes += bytes;
    this.#outlet.alert({
      code: 'pen-overrun',
      severity: 'warning',
      message: 'The pen sends faster than this computer works; the oldest waiting bytes are lost.',
      remedy: 'Close other programs, or choose a smaller model or a lower rate of the pen.',
    });
  }
}
