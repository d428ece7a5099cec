import type { SimulatedRequest } from '../contract/pens.ts';

export type SimulatedTask = Extract<SimulatedRequest, { kind: 'write' | 'gesture' }>;

/** What a simulated pen was asked to do and has not begun. */
export class SimulatedRequests {
  readonly #tasks: SimulatedTask[] = [];
  #held = false;

  /** Whether the pen waits above the paper instead of writing on by itself. */
  get held(): boolean {
    return this.#held;
  }

  /** Whether what the pen writes by itself must give way now. */
  get interrupts(): boolean {
    return this.#held || this.#tasks.length > 0;
  }

  add(request: SimulatedRequest): void {
    if (request.kind === 'hold' || request.kind === 'release') {
      this.#held = request.kind === 'hold';
      this.#tasks.length = 0;
    } else this.#tasks.push(request);
  }

  take(): SimulatedTask | undefined {
    return this.#tasks.shift();
  }
}
