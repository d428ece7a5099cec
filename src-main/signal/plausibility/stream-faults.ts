import { channelsIn, type PenSample } from '../../contract/sensors.ts';
import type { SensorFaults } from '../../contract/pens.ts';

/** All channels alike for so long are a sensor that froze, ms and readings. */
const frozenMs = 2000;
const fewestFrozen = 40;
/** Beyond this a stretch is missing, ms; shorter ones are losses of the line. */
const gapMs = 700;
/** A pen that pauses for longer was switched off, which is no fault of it. */
const longestGapMs = 60_000;
/** Stretch over which a rate is taken, ms. */
const rateWindowMs = 2000;
/** A rate has changed when it differs by so much from what it was. */
const rateChange = 0.25;

/** Counts what goes wrong in the sensors of a pen while its line is well. */
export class StreamFaults {
  #frozen = 0;
  #gaps = 0;
  #missingMs = 0;
  #rateChanges = 0;
  #last: Float32Array | undefined;
  #lastTime = 0;
  #sameSince = 0;
  #same = 0;
  #distinct = 0;
  #repeats = 0;
  #standing = false;
  #windowStart: number | undefined;
  #windowCount = 0;
  #rate: number | undefined;
  #doubtedRate: number | undefined;

  /** Counters since the pen was opened. */
  get counted(): SensorFaults {
    return {
      frozen: this.#frozen,
      gaps: this.#gaps,
      missingSeconds: this.#missingMs / 1000,
      rateChanges: this.#rateChanges,
    };
  }

  /** Whether the sensor stands still now. */
  get isFrozen(): boolean {
    return this.#standing;
  }

  /** Readings a second, as the last two seconds of the pen's clock had them. */
  get rateHz(): number | undefined {
    return this.#rate;
  }

  push({ timeMs, mask, values }: PenSample): void {
    this.#watchTime(timeMs);
    this.#watchValues(timeMs, values, channelsIn(mask).length);
    this.#lastTime = timeMs;
  }

  /** The pen was away: what comes next is no gap. */
  interrupt(): void {
    this.#last = undefined;
    this.#standing = false;
    this.#windowStart = undefined;
    this.#same = 0;
  }

  #watchTime(timeMs: number): void {
    const step = this.#last ? timeMs - this.#lastTime : 0;
    if (step > gapMs && step < longestGapMs) {
      this.#gaps += 1;
      this.#missingMs += step;
    }
    if (this.#windowStart === undefined || step > gapMs || step < 0) {
      this.#windowStart = timeMs;
      this.#windowCount = 0;
      return;
    }
    this.#windowCount += 1;
    const passed = timeMs - this.#windowStart;
    if (passed < rateWindowMs) return;
    this.#judgeRate((1000 * this.#windowCount) / passed);
    this.#windowStart = timeMs;
    this.#windowCount = 0;
  }

  /** Only what two stretches agree on is another rate. */
  #judgeRate(rate: number): void {
    const differs = (other: number) => Math.abs(rate / other - 1) > rateChange;
    if (this.#rate === undefined || !differs(this.#rate)) {
      this.#rate = rate;
      this.#doubtedRate = undefined;
    } else if (this.#doubtedRate !== undefined && !differs(this.#doubtedRate)) {
      this.#rateChanges += 1;
      this.#rate = rate;
      this.#doubtedRate = undefined;
    } else this.#doubtedRate = rate;
  }

  #watchValues(timeMs: number, values: Float32Array, width: number): void {
    const same = this.#last !== undefined && values.every((value, i) => value === this.#last![i]);
    this.#last ??= new Float32Array(values.length);
    this.#last.set(values);
    if (!same) {
      this.#distinct += 1;
      this.#same = 0;
      this.#sameSince = timeMs;
      this.#standing = false;
      return;
    }
    this.#same += 1;
    // A coarse sensor that repeats itself all the time is no frozen one.
    if (this.#same <= 3) this.#repeats += 1;
    const usual = this.#distinct > 100 && this.#repeats < 0.2 * this.#distinct;
    const long = timeMs - this.#sameSince >= frozenMs && this.#same >= fewestFrozen;
    if (this.#standing || !usual || !long || width < 3) return;
    this.#standing = true;
    this.#frozen += 1;
  }
}
