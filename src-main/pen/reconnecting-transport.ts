import type { UserError } from '../contract/alerts.ts';
import type { PenKind, PenPresence } from '../contract/pens.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { Outlet } from './outlet.ts';
import type { PenTransport, TransportCapabilities, TransportListener } from './transport.ts';
import { settledWithin, Waiting } from './waiting.ts';

export interface ReconnectingOptions {
  /** Wait before the first further attempt, doubled up to `longestRetryMs`. Default 250. */
  readonly firstRetryMs?: number;
  /** Default 2000. */
  readonly longestRetryMs?: number;
  /** Bytes kept while the listener is busy; 256 KiB are some ten seconds of a 13-channel pen. */
  readonly queueBytes?: number;
}

const closeLimitMs = 2000;

/**
 * What transports of live pens have in common, whatever the line: opened once, looking for the pen until
 * closed, and at most one alert about the connection stands.
 */
export abstract class ReconnectingTransport implements PenTransport {
  abstract readonly kind: PenKind;
  abstract readonly description: string;
  readonly capabilities: TransportCapabilities = {
    reconnects: true,
    finite: false,
    backPressure: 'bounded-queue',
    arrivalClock: 'host',
  };
  protected readonly firstRetryMs: number;
  protected readonly longestRetryMs: number;
  protected readonly outlet = new Outlet();
  protected readonly queue: DeliveryQueue;
  protected readonly waiting = new Waiting();
  #opened = false;
  #running: Promise<void> = Promise.resolve();
  #standing: string | undefined;

  constructor({
    firstRetryMs = 250,
    longestRetryMs = 2000,
    queueBytes = 256 * 1024,
  }: ReconnectingOptions) {
    this.firstRetryMs = firstRetryMs;
    this.longestRetryMs = longestRetryMs;
    this.queue = new DeliveryQueue(this.outlet, queueBytes);
  }

  get presence(): PenPresence {
    return this.outlet.presence;
  }

  get droppedBytes(): number {
    return this.queue.droppedBytes;
  }

  async open(listener: TransportListener): Promise<void> {
    if (this.#opened) throw new Error('A transport is opened once.');
    this.#opened = true;
    if (this.waiting.isStopped()) return;
    this.outlet.attach(listener);
    this.outlet.setPresence('connecting');
    // `close` waits for this attempt, so that nothing stays open behind it.
    const attempt = this.connect();
    this.#running = attempt.then(() => undefined);
    const failure = await attempt;
    if (failure !== undefined && !this.waiting.isStopped()) {
      const lasting = await this.lastingFailure(failure);
      if (lasting !== undefined) {
        this.outlet.release();
        throw lasting;
      }
      await this.report(failure);
    }
    this.#running = this.run();
  }

  async close(): Promise<void> {
    this.waiting.stop();
    this.outlet.release();
    this.giveUp();
    await settledWithin(Promise.all([this.#running, this.disconnect()]), closeLimitMs);
  }

  /** One attempt. @returns why it did not work; never throws */
  protected abstract connect(): Promise<unknown>;
  /** Closes whatever is open; never throws. */
  protected abstract disconnect(): Promise<void>;
  /** After the first attempt: waits for losses and connects again until `waiting` is stopped. */
  protected abstract run(): Promise<void>;
  /** @returns what is thrown by `open` where further attempts would be of no use */
  protected abstract lastingFailure(failure: unknown): Promise<UserError | undefined>;
  protected abstract report(failure: unknown): Promise<void>;
  /** Ends what `run` and `connect` wait for at this moment. */
  protected abstract giveUp(): void;

  /** Says why there is no pen; takes the place of what was said before. */
  protected tell(failure: UserError, presence: PenPresence): void {
    this.#setStanding(failure.code);
    this.outlet.setPresence(presence);
    this.outlet.alert({ ...failure.toAlert(), severity: 'warning' });
  }

  /** The pen is there: no alert about the connection stands any more. */
  protected clearFailure(): void {
    this.#setStanding(undefined);
  }

  #setStanding(code: string | undefined): void {
    if (this.#standing !== undefined && this.#standing !== code) this.outlet.clear(this.#standing);
    this.#standing = code;
  }
}
