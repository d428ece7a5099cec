import type { DecoderCounters } from './statistics.ts';

export interface RowClockOptions {
  /** Nominal rate in Hz. Default: learnt from the arrivals. */
  readonly rateHz?: number;
  /** Period in ms to begin with where no rate is stated. Default 10. */
  readonly startPeriodMs?: number;
  /** Where the device time starts again from 0, in ms. Default: nowhere. */
  readonly timeWrapMs?: number;
  /** Where the counter starts again from 0. Default: nowhere. */
  readonly counterWrap?: number;
}

/** A damaged digit makes a time jump; nothing in the line tells, but the arrivals do. */
const suspiciousJumpMs = 5000;
/** Off by more than this, the estimate is of no use and is set anew. */
const lostTrackMs = 250;
/** How fast offset and period follow the arrivals, per sample. */
const offsetGain = 0.04;
const periodGain = 0.0005;
/** So many times in a row that do not go on are a clock that stands or falls; so many that do, one that runs. */
const clockEvidence = 16;

/**
 * Times samples of pens whose rows carry a time, a counter, or nothing at all, on one time line in
 * ms that never falls. Counts losses by the counter.
 */
export class RowClock {
  private readonly nominalMs: number;
  /** Bounds of the period that arrivals may suggest. */
  private readonly shortestMs: number;
  private readonly longestMs: number;
  private periodMs: number;
  private timeMs = 0;
  private started = false;
  private last = 0;
  private lastArrivalMs = 0;
  private counterStep = 0;
  /** Rows in a row that speak against the clock; below 0: for it again. */
  private standing = 0;
  private distrusted = false;
  private lastCount: number | undefined;

  constructor(
    private readonly counters: DecoderCounters,
    private readonly options: RowClockOptions = {},
  ) {
    this.nominalMs = options.rateHz ? 1000 / options.rateHz : (options.startPeriodMs ?? 10);
    this.periodMs = this.nominalMs;
    // A stated rate is believed to 5 %, an assumed one hardly.
    this.shortestMs = options.rateHz ? this.nominalMs * 0.95 : 1;
    this.longestMs = options.rateHz ? this.nominalMs * 1.05 : 100;
  }

  /** @param deviceMs device clock in ms */
  fromTime(deviceMs: number, arrivalMs: number): number {
    if (!this.started) return this.start(deviceMs, deviceMs, arrivalMs);
    const sinceArrivalMs = arrivalMs - this.lastArrivalMs;
    let delta = deviceMs - this.last;
    const wrap = this.options.timeWrapMs;
    if (wrap !== undefined && delta < -wrap / 2) delta += wrap;
    this.judgeClock(delta);
    if (this.distrusted) {
      this.counters.untimedSamples += 1;
      this.last = deviceMs;
      return this.fromArrival(arrivalMs);
    }
    if (delta < 0) {
      this.counters.restarts += 1;
      delta = this.bridge(sinceArrivalMs);
    } else if (delta > suspiciousJumpMs && delta > 2 * sinceArrivalMs + 1000)
      delta = this.nominalMs;
    return this.advance(delta, deviceMs, arrivalMs);
  }

  /** @param count rises by the same step from sample to sample */
  fromCounter(count: number, arrivalMs: number): number {
    if (!this.started) return this.start(arrivalMs, count, arrivalMs);
    let delta = count - this.last;
    const wrap = this.options.counterWrap;
    if (wrap !== undefined && delta < -wrap / 2) delta += wrap;
    if (delta > 0 && (this.counterStep === 0 || delta < this.counterStep)) this.counterStep = delta;
    const steps = delta > 0 ? Math.round(delta / this.counterStep) : 1;
    const sinceArrivalMs = arrivalMs - this.lastArrivalMs;
    const stepsMs = steps * this.nominalMs;
    if (delta < 0 || (stepsMs > suspiciousJumpMs && stepsMs > 2 * sinceArrivalMs + 1000)) {
      this.counters.restarts += 1;
      return this.advance(this.bridge(sinceArrivalMs), count, arrivalMs);
    }
    this.counters.lostFrames += steps - 1;
    return this.advance(stepsMs, count, arrivalMs);
  }

  /** Losses by a counter that stands beside a time. */
  noteCount(count: number): void {
    const before = this.lastCount;
    this.lastCount = count;
    if (before === undefined) return;
    let delta = count - before;
    const wrap = this.options.counterWrap;
    if (wrap !== undefined && delta < -wrap / 2) delta += wrap;
    if (delta <= 0) return;
    if (this.counterStep === 0 || delta < this.counterStep) this.counterStep = delta;
    const steps = Math.round(delta / this.counterStep);
    // A pen that was away for long has started anew, or a digit is damaged.
    if (steps * this.nominalMs <= suspiciousJumpMs) this.counters.lostFrames += steps - 1;
  }

  /** Follows the arrivals, which come in bursts, at the pace of the pen. */
  fromArrival(arrivalMs: number): number {
    if (!this.started) return this.start(arrivalMs, this.last, arrivalMs);
    const error = arrivalMs - (this.timeMs + this.periodMs);
    if (error > lostTrackMs) return this.advance(this.periodMs + error, this.last, arrivalMs);
    // Far ahead of the arrivals: they are not real time (or the line was blocked); go on evenly.
    if (error < -lostTrackMs) return this.advance(this.periodMs, this.last, arrivalMs);
    const period = this.periodMs + periodGain * error;
    this.periodMs = Math.min(this.longestMs, Math.max(this.shortestMs, period));
    const step = this.periodMs + offsetGain * error;
    return this.advance(Math.max(0.2 * this.periodMs, step), this.last, arrivalMs);
  }

  /** A clock that stands or falls is worse than none: the arrivals are followed then. */
  private judgeClock(deltaMs: number): void {
    const goesOn = deltaMs > 0;
    if (goesOn !== this.distrusted) this.standing = 0;
    else this.standing += 1;
    if (this.standing < clockEvidence) return;
    this.distrusted = !this.distrusted;
    this.standing = 0;
  }

  private bridge(sinceArrivalMs: number): number {
    return Math.max(this.nominalMs, Math.min(3_600_000, sinceArrivalMs));
  }

  private start(timeMs: number, reading: number, arrivalMs: number): number {
    this.started = true;
    this.timeMs = timeMs;
    return this.advance(0, reading, arrivalMs);
  }

  private advance(deltaMs: number, reading: number, arrivalMs: number): number {
    this.timeMs += deltaMs;
    this.last = reading;
    this.lastArrivalMs = arrivalMs;
    return this.timeMs;
  }
}
