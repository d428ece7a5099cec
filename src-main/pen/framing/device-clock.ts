/** Backwards by more than this, a device clock was set anew rather than read out of order. */
const backwardsLimitMicroseconds = 500_000;
const longestPauseMs = 3_600_000;

/**
 * Unwraps a device clock of 32 bit in µs (it wraps every 71.6 minutes) to ms that never fall.
 * When the device starts anew, the arrival times bridge the gap.
 */
export class DeviceClock {
  private lastDevice = -1;
  private lastArrivalMs = 0;
  private totalMicroseconds = 0;
  private restarted = false;

  reset(): void {
    this.lastDevice = -1;
    this.restarted = false;
    this.totalMicroseconds = 0;
  }

  /** The next reading belongs to a clock that began anew. */
  restart(): void {
    this.restarted = true;
  }

  /** @returns time in ms */
  read(deviceMicroseconds: number, arrivalMs: number): number {
    const delta = (deviceMicroseconds - this.lastDevice) | 0;
    if (this.lastDevice < 0) this.totalMicroseconds = deviceMicroseconds;
    else if (this.restarted || delta < -backwardsLimitMicroseconds) {
      const pauseMs = Math.min(longestPauseMs, arrivalMs - this.lastArrivalMs);
      this.totalMicroseconds += pauseMs > 1 ? Math.round(pauseMs * 1000) : 1000;
    } else if (delta > 0) this.totalMicroseconds += delta;
    if (this.lastDevice < 0 || this.restarted || delta > 0 || delta < -backwardsLimitMicroseconds) {
      this.lastDevice = deviceMicroseconds;
    }
    this.restarted = false;
    this.lastArrivalMs = arrivalMs;
    return this.totalMicroseconds / 1000;
  }
}
