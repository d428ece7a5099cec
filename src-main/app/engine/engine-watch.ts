export interface EngineWatchOptions {
  /** Asks the engine for an answer; resolves when it comes. */
  readonly ask: () => Promise<unknown>;
  /** Told when no answer has come for `hangMs`, once until one comes. */
  readonly onHang: () => void;
  /** Told when the answer has come after all. */
  readonly onAnswer: () => void;
  /** Told once when no answer has come for `deadMs`. */
  readonly onDead: () => void;
  /** Default 1500: with the interval, noticed within 2 s. */
  readonly hangMs?: number;
  /** Default 10,000: a busy computer and a large model take seconds. */
  readonly deadMs?: number;
  /** Host monotonic clock, ms. Default `performance.now`. */
  readonly now?: () => number;
}

const intervalMs = 500;
/** Looked at later than this, time itself stood: a computer that slept, a main process that was busy. */
const longestTurnMs = 1000;

/** Notices an engine that lives and answers nothing. */
export class EngineWatch {
  readonly #options: Required<EngineWatchOptions>;
  #askedMs: number | undefined;
  #tickMs: number | undefined;
  #hanging = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: EngineWatchOptions) {
    this.#options = { hangMs: 1500, deadMs: 10_000, now: () => performance.now(), ...options };
  }

  start(): void {
    this.#timer = setInterval(() => this.tick(), intervalMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  tick(): void {
    const nowMs = this.#options.now();
    // Its own lateness says nothing about the other.
    const stoodMs = Math.max(0, nowMs - (this.#tickMs ?? nowMs) - longestTurnMs);
    this.#tickMs = nowMs;
    if (this.#askedMs === undefined) this.#ask(nowMs);
    else if (stoodMs > 0) this.#askedMs += stoodMs;
    else this.#judge(nowMs - this.#askedMs);
  }

  #judge(waitedMs: number): void {
    const { hangMs, deadMs, onHang, onDead } = this.#options;
    if (waitedMs >= deadMs) {
      this.stop();
      onDead();
    } else if (waitedMs >= hangMs && !this.#hanging) {
      this.#hanging = true;
      onHang();
    }
  }

  #ask(nowMs: number): void {
    this.#askedMs = nowMs;
    // One that is gone is told of otherwise.
    this.#options.ask().then(
      () => this.#onAnswer(),
      () => undefined,
    );
  }

  #onAnswer(): void {
    this.#askedMs = undefined;
    if (!this.#hanging) return;
    this.#hanging = false;
    this.#options.onAnswer();
  }
}
