import type { StandingAlert } from '$contract/ipc.ts';
import type { LiveStatus } from '$contract/live.ts';
import { emptyStatistics } from '$contract/pens.ts';

const nothing: LiveStatus = {
  presence: 'closed',
  pen: {},
  statistics: emptyStatistics,
  samplesPerSecond: 0,
  mask: 0,
  writing: false,
  model: '',
  engine: '',
};

const severities = { error: 0, warning: 1, information: 2 } as const;

/** What is said about pen and reading right now. */
export class LiveState {
  status = $state.raw<LiveStatus>(nothing);
  /** Worst first, then oldest first. */
  alerts = $state.raw<readonly StandingAlert[]>([]);

  takeAlerts(alerts: readonly StandingAlert[]): void {
    this.alerts = alerts.toSorted(
      (one, other) =>
        severities[one.severity] - severities[other.severity] || one.since - other.since,
    );
  }
}
