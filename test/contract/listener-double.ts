import type { Alert } from '../../src-main/contract/alerts.ts';
import type { PenPresence } from '../../src-main/contract/pens.ts';
import type { TransportListener } from '../../src-main/pen/transport.ts';

/** Writes down everything a transport says; what it answers to bytes can be set. */
export class ListenerDouble implements TransportListener {
  readonly chunks: Uint8Array[] = [];
  readonly arrivals: number[] = [];
  readonly presences: PenPresence[] = [];
  readonly alerts: Alert[] = [];
  readonly cleared: string[] = [];
  answer: (chunk: Uint8Array) => void | Promise<void> = () => undefined;

  onBytes(chunk: Uint8Array, arrivalMs: number): void | Promise<void> {
    this.chunks.push(chunk);
    this.arrivals.push(arrivalMs);
    return this.answer(chunk);
  }

  onPresence(presence: PenPresence): void {
    this.presences.push(presence);
  }

  onAlert(alert: Alert): void {
    this.alerts.push(alert);
  }

  onAlertCleared(code: string): void {
    this.cleared.push(code);
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get byteLength(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  /** Everything heard so far, for comparing two moments. */
  get calls(): number {
    return this.chunks.length + this.presences.length + this.alerts.length + this.cleared.length;
  }
}
