import type { Alert } from '../contract/alerts.ts';
import type { PenPresence } from '../contract/pens.ts';
import type { PenProfile } from './profiles.ts';
import type { LinkInformation, TransportListener } from './transport.ts';

function listenerAlert(error: unknown): Alert {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: 'pen-listener',
    severity: 'error',
    message: `Something that the pen gave could not be processed: ${reason}`,
    remedy:
      'Reading goes on. If text is missing, close the pen and open it again; if this happens again, report it with this message.',
  };
}

/**
 * The transport's end of its listener: whatever the listener throws becomes an alert, an alert that
 * already stands is not repeated, and nothing passes after `release`.
 */
export class Outlet {
  #listener: TransportListener | undefined;
  #presence: PenPresence = 'closed';
  readonly #standing = new Map<string, string>();

  get presence(): PenPresence {
    return this.#presence;
  }

  attach(listener: TransportListener): void {
    this.#listener = listener;
  }

  setPresence(presence: PenPresence): void {
    if (this.#listener === undefined || presence === this.#presence) return;
    this.#presence = presence;
    this.#tell((listener) => listener.onPresence(presence));
  }

  information(information: LinkInformation): void {
    this.#tell((listener) => listener.onInformation?.(information));
  }

  profile(profile: PenProfile): void {
    this.#tell((listener) => listener.onProfile?.(profile));
  }

  /** @param profile of the pen that the bytes to come are of */
  changePen(profile: unknown): void {
    try {
      this.#listener?.onPen?.(profile);
    } catch (error) {
      this.report(error);
    }
  }

  /** @returns a promise that never rejects when the listener asks to wait */
  deliver(chunk: Uint8Array, arrivalMs: number): Promise<void> | undefined {
    try {
      const pending = this.#listener?.onBytes(chunk, arrivalMs);
      return pending?.catch((error: unknown) => {
        this.report(error);
      });
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }

  /** Something that was thrown where a listener works. */
  report(error: unknown): void {
    this.alert(listenerAlert(error));
  }

  alert(alert: Alert): void {
    if (this.#standing.get(alert.code) === alert.message) return;
    this.#standing.set(alert.code, alert.message);
    try {
      this.#listener?.onAlert(alert);
    } catch {
      // A listener that cannot even take an alert has no other way to hear of it.
    }
  }

  clear(code: string): void {
    if (!this.#standing.delete(code)) return;
    this.#tell((listener) => listener.onAlertCleared(code));
  }

  /** Says `closed` and lets go of the listener. */
  release(): void {
    this.setPresence('closed');
    this.#presence = 'closed';
    this.#listener = undefined;
  }

  #tell(what: (listener: TransportListener) => void): void {
    try {
      if (this.#listener !== undefined) what(this.#listener);
    } catch (error) {
      this.report(error);
    }
  }
}
