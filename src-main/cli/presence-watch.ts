import { UserError, type Alert } from '../contract/alerts.ts';
import type { LiveSession } from '../live/live-session.ts';

/** Remembers whether there ever was a pen, and what stands against it. */
export class PresenceWatch {
  readonly #standing = new Map<string, Alert>();
  #seen = false;

  constructor(session: Pick<LiveSession, 'on'>) {
    session.on('alert', (alert) => this.#standing.set(alert.code, alert));
    session.on('alert-cleared', (code) => this.#standing.delete(code));
    session.on('status', ({ presence, statistics }) => {
      this.#seen ||= presence === 'connected' || presence === 'ended' || statistics.bytes > 0;
    });
  }

  /** Why no pen was ever there, when none was. */
  missing(): UserError | undefined {
    if (this.#seen) return undefined;
    const alert = [...this.#standing.values()].at(-1);
    if (alert) return new UserError(alert.code, alert.message, alert.remedy);
    return new UserError(
      'pen-absent',
      'No pen was there in all this time.',
      'Check that it is plugged in and named as --pen says, or wait longer with --seconds.',
    );
  }
}
