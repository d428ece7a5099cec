import type { Alert } from '../contract/alerts.ts';
import type { StandingAlert } from '../contract/ipc.ts';

/** The alerts that stand now: one for each code, the newest wording, the oldest time. */
export class StandingAlerts {
  readonly #alerts = new Map<string, StandingAlert>();

  constructor(
    private readonly onChange: (alerts: readonly StandingAlert[]) => void,
    private readonly now: () => number = Date.now,
  ) {}

  get list(): readonly StandingAlert[] {
    return [...this.#alerts.values()];
  }

  has(code: string): boolean {
    return this.#alerts.has(code);
  }

  /** @returns whether it did not stand before */
  raise(alert: Alert): boolean {
    const known = this.#alerts.get(alert.code);
    this.#alerts.set(alert.code, { ...alert, since: known?.since ?? this.now() });
    this.onChange(this.list);
    return known === undefined;
  }

  clear(code: string): void {
    if (this.#alerts.delete(code)) this.onChange(this.list);
  }

  clearAll(): void {
    if (this.#alerts.size === 0) return;
    this.#alerts.clear();
    this.onChange(this.list);
  }
}
