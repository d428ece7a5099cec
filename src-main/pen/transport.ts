import type { Alert } from '../contract/alerts.ts';
import type { PenKind, PenPresence } from '../contract/pens.ts';

/** What a transport can and cannot do; the session adapts to it instead of asking which kind it is. */
export interface TransportCapabilities {
  /** Comes back by itself after the pen was lost. */
  readonly reconnects: boolean;
  /** Ends by itself (`ended`), as a recording does. */
  readonly finite: boolean;
  /** Honours the promise that `onBytes` returns by not reading on; a live pen cannot wait for long. */
  readonly backPressure: boolean;
}

export interface TransportListener {
  /**
   * Bytes as they came; never assume that a chunk is a frame. The chunk belongs to the listener.
   * @param arrivalMs host clock in ms (monotonic) of the arrival
   * @returns a promise when the transport should wait before it delivers more
   */
  onBytes(chunk: Uint8Array, arrivalMs: number): void | Promise<void>;
  onPresence(presence: PenPresence): void;
  onAlert(alert: Alert): void;
  onAlertCleared(code: string): void;
}

/**
 * One shape for everything that delivers pen bytes. `open` resolves when the transport is at work
 * (for a reconnecting one: even while the pen is absent, which presence and an alert then say);
 * it rejects with a UserError when it can never work. `close` may be called at any time, twice too;
 * after it has resolved the listener is not called again.
 */
export interface PenTransport {
  readonly kind: PenKind;
  /** For people, for example `Serial port /dev/ttyACM0 at 115200 baud`. */
  readonly description: string;
  readonly capabilities: TransportCapabilities;
  readonly presence: PenPresence;
  open(listener: TransportListener): Promise<void>;
  close(): Promise<void>;
}
