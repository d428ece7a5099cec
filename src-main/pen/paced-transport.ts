import { UserError } from '../contract/alerts.ts';
import type { PenKind, PenPresence, ReplayControl } from '../contract/pens.ts';
import { Outlet } from './outlet.ts';
import { PlayClock } from './play-clock.ts';
import type {
  Playback,
  PenTransport,
  TransportCapabilities,
  TransportListener,
} from './transport.ts';
import { settledWithin, Waiting } from './waiting.ts';

/** Bytes and when they came, on any clock in ms: only differences mean anything. */
export interface ReplayChunk {
  readonly atMs: number;
  readonly bytes: Uint8Array;
  /** From here on the bytes are those of another pen: its profile. */
  readonly profile?: unknown;
}

export type ReplaySource = Iterable<ReplayChunk> | AsyncIterable<ReplayChunk>;

export interface PacedOptions {
  readonly kind: PenKind;
  readonly description: string;
  /** Whether the source ends by itself. */
  readonly finite: boolean;
  /** Opens the source; called once, by `open`. */
  readonly source: () => ReplaySource;
  /** Times real time, above 0; Infinity: as fast as the listener takes it. Default 1. */
  readonly speed?: number;
  /** What lies before this moment of the source, ms, is gone through at once. Default 0. */
  readonly fromMs?: number;
}

/** Nothing is due for as long as a play is stopped: it is woken. */
const longestSleepMs = 60_000;
/** Longest stretch without giving timers and input a turn; ms. */
const longestTurnMs = 8;
const closeLimitMs = 2000;

/**
 * Delivers chunks at the times they carry. Each is due on the clock of the start, so sleeping too
 * long once never makes the rest late; a listener that kept it waiting is served what is overdue.
 */
export class PacedTransport implements PenTransport {
  readonly kind: PenKind;
  readonly description: string;
  readonly capabilities: TransportCapabilities;
  readonly droppedBytes = 0;
  readonly #source: () => ReplaySource;
  readonly #fromMs: number;
  readonly #clock: PlayClock;
  #positionMs = 0;
  readonly #outlet = new Outlet();
  readonly #waiting = new Waiting();
  #opened = false;
  #running: Promise<void> = Promise.resolve();

  /** @throws UserError `pen-speed` when the speed is not above 0 */
  constructor(options: PacedOptions) {
    const { speed = 1, fromMs = 0 } = options;
    requireSpeed(speed);
    this.kind = options.kind;
    this.description = options.description;
    this.capabilities = {
      reconnects: false,
      finite: options.finite,
      backPressure: 'waits',
      arrivalClock: 'recording',
    };
    this.#source = options.source;
    this.#fromMs = fromMs;
    this.#clock = new PlayClock(speed, { positionMs: fromMs, nowMs: performance.now() });
  }

  get presence(): PenPresence {
    return this.#outlet.presence;
  }

  get playback(): Playback {
    const { speed, paused } = this.#clock;
    const positionMs = this.#positionMs;
    return { positionMs, speed, paused, skipping: positionMs < this.#fromMs };
  }

  /** Stops, goes on, or changes the speed, at once. @throws UserError `pen-speed` */
  control(change: ReplayControl): void {
    if (change.speed !== undefined) requireSpeed(change.speed);
    this.#clock.change(change, { positionMs: this.#positionMs, nowMs: performance.now() });
    this.#waiting.wake();
  }

  async open(listener: TransportListener): Promise<void> {
    if (this.#opened) throw new Error('A transport is opened once.');
    this.#opened = true;
    if (this.#waiting.isStopped()) return;
    this.#outlet.attach(listener);
    this.#outlet.setPresence('connecting');
    let iterator: Iterator<ReplayChunk> | AsyncIterator<ReplayChunk>;
    let first: Promise<IteratorResult<ReplayChunk>>;
    try {
      const source = this.#source();
      iterator =
        Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
      first = Promise.resolve(iterator.next());
      // The first chunk now, so that a file that cannot be read fails the opening.
      await this.#waiting.until(first);
      if (!this.#waiting.isStopped()) await first;
    } catch (error) {
      const failure = sourceFailure(this.description, error);
      this.#outlet.release();
      throw failure;
    }
    this.#outlet.setPresence('connected');
    this.#running = this.#play(iterator, first);
  }

  async close(): Promise<void> {
    this.#waiting.stop();
    this.#outlet.release();
    await settledWithin(this.#running, closeLimitMs);
  }

  /** @returns whether it had to wait */
  async #untilDue(elapsedMs: number): Promise<boolean> {
    let waited = false;
    for (;;) {
      const earlyMs = this.#clock.due(elapsedMs) - performance.now();
      if (!(earlyMs >= 1) || this.#waiting.isStopped()) return waited;
      waited = true;
      await this.#waiting.sleep(Math.ceil(Math.min(earlyMs, longestSleepMs)));
    }
  }

  async #play(
    iterator: Iterator<ReplayChunk> | AsyncIterator<ReplayChunk>,
    first: Promise<IteratorResult<ReplayChunk>>,
  ): Promise<void> {
    const waiting = this.#waiting;
    const clock = this.#clock;
    try {
      const startMs = performance.now();
      let turnMs = startMs;
      let originMs: number | undefined;
      let next = await first;
      let begun = false;
      while (next.done !== true && !waiting.isStopped()) {
        const { atMs, bytes, profile } = next.value;
        originMs ??= atMs;
        // A clock that was set back must not stop the play.
        const elapsedMs = Math.max(this.#positionMs, atMs - originMs || 0);
        if (!begun && elapsedMs >= this.#fromMs) {
          begun = true;
          const nowMs = performance.now();
          clock.change({}, { positionMs: this.#fromMs, nowMs });
        }
        if (begun && (await this.#untilDue(elapsedMs))) {
          turnMs = performance.now();
        } else if (performance.now() - turnMs > longestTurnMs) {
          await waiting.turn();
          turnMs = performance.now();
        }
        if (waiting.isStopped()) break;
        this.#positionMs = elapsedMs;
        if (profile !== undefined) this.#outlet.changePen(profile);
        const pending = this.#outlet.deliver(bytes, startMs + elapsedMs);
        if (pending !== undefined) await waiting.until(pending);
        if (waiting.isStopped()) break;
        next = await iterator.next();
      }
    } catch (error) {
      this.#outlet.alert(sourceFailure(this.description, error).toAlert());
    }
    if (!waiting.isStopped()) this.#outlet.setPresence('ended');
    try {
      await iterator.return?.();
    } catch {
      // Nothing of the source is used any more.
    }
  }
}

function requireSpeed(speed: number): void {
  if (speed > 0) return;
  throw new UserError(
    'pen-speed',
    `A pen cannot be played at ${speed} times its speed.`,
    'Give a speed above 0: 1 is real time, 10 ten times as fast.',
  );
}

function sourceFailure(description: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new UserError(
    'pen-source',
    `${description} cannot be read (on): ${reason}`,
    'Check that the file is whole and can be read. What was read before this point is kept.',
    { cause: error },
  );
}
