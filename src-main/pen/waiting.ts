/**
 * Waits of one loop, all of which `stop` ends early. (Racing each wait against one long-lived
 * promise instead would leave a reaction behind for every chunk.)
 */
export class Waiting {
  #stopped = false;
  #wake: (() => void) | undefined;
  #wakeSleep: (() => void) | undefined;

  /** A method, since it may change during any wait. */
  isStopped(): boolean {
    return this.#stopped;
  }

  async sleep(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await this.#wait((done) => {
      timer = setTimeout(done, ms);
      this.#wakeSleep = done;
    });
    this.#wakeSleep = undefined;
    clearTimeout(timer);
  }

  /** Ends a sleep, and no other wait. */
  wake(): void {
    this.#wakeSleep?.();
  }

  /** Lets everything else have its turn. */
  async turn(): Promise<void> {
    await this.#wait((done) => setImmediate(done));
  }

  async until(settled: Promise<unknown>): Promise<void> {
    await this.#wait((done) => {
      settled.then(done, done);
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  async #wait(start: (done: () => void) => void): Promise<void> {
    if (this.#stopped) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      start(resolve);
    });
    this.#wake = undefined;
  }
}

/** Resolves when `promise` has settled, or after `ms` when something outside our power hangs. */
export async function settledWithin(promise: Promise<unknown>, ms: number): Promise<void> {
  const waiting = new Waiting();
  const timer = setTimeout(() => waiting.stop(), ms);
  await waiting.until(promise);
  clearTimeout(timer);
}
