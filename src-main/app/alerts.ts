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

  raise(alert: Alert): void {
    const since = this.#alerts.get(alert.code)?.since ?? this.now();
    this.#alerts.set(alert.code, { ...alert, since });
    this.onChange(this.list);
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
