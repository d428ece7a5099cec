import { sequencePeriod } from './frame-format.ts';

/**
 * - `next`: as expected, or after a gap that `lost` has counted
 * - `late`: a duplicate, or overtaken by later frames
 * - `restart`: the pen counts anew; nothing can be said about losses
 */
export type FrameOrder = 'next' | 'late' | 'restart';

/** Frames this far back are late ones; further back the pen has started anew. */
const lateWindow = 64;
/** So many late frames in a row, each the successor of the one before, are a pen that restarted. */
const lateRunLimit = 3;
/** Frames are stamped with their first sample, so the clock of neighbours may step back a little. */
const clockSkewMicroseconds = 1_000_000;

/** Tells losses, late frames and restarts apart by sequence number and device time. */
export class SequenceTracker {
  /** Frames missing before the frame that was observed last. */
  lost = 0;
  private last = -1;
  private lastMicroseconds = 0;
  /** Usual device time from frame to frame, smoothed. */
  private stepMicroseconds = 0;
  private lateRun = 0;
  private lateSequence = -1;

  reset(): void {
    this.last = -1;
    this.stepMicroseconds = 0;
    this.lateRun = 0;
    this.lost = 0;
  }

  observe(sequence: number, deviceMicroseconds: number): FrameOrder {
    this.lost = 0;
    if (this.last < 0) return this.accept(sequence, deviceMicroseconds, 'next');
    if (sequence === 0) return this.restart(sequence, deviceMicroseconds);
    const forward = (sequence - this.last + sequencePeriod) % sequencePeriod;
    const elapsed = (deviceMicroseconds - this.lastMicroseconds) | 0;
    if (forward === 0 || sequencePeriod - forward <= lateWindow) {
      this.lateRun = sequence === this.lateSequence + 1 ? this.lateRun + 1 : 1;
      this.lateSequence = sequence;
      return this.lateRun < lateRunLimit ? 'late' : this.restart(sequence, deviceMicroseconds);
    }
    // A successor is one whatever its time: the pen may have slept for longer than its clock tells.
    if (forward > 1 && elapsed < -clockSkewMicroseconds)
      return this.restart(sequence, deviceMicroseconds);
    if (forward > lateWindow && !this.plausible(forward, deviceMicroseconds)) {
      return this.restart(sequence, deviceMicroseconds);
    }
    const step = Math.max(0, elapsed) / forward;
    this.stepMicroseconds += (step - this.stepMicroseconds) * (this.stepMicroseconds > 0 ? 0.1 : 1);
    this.lost = forward - 1;
    return this.accept(sequence, deviceMicroseconds, 'next');
  }

  /** A long gap is believed when as much device time has passed as so many frames take. */
  private plausible(forward: number, deviceMicroseconds: number): boolean {
    const elapsed = (deviceMicroseconds - this.lastMicroseconds) >>> 0;
    const expected = forward * this.stepMicroseconds;
    return expected > 0 && elapsed > 0.5 * expected && elapsed < 2 * expected;
  }

  private restart(sequence: number, deviceMicroseconds: number): FrameOrder {
    this.stepMicroseconds = 0;
    return this.accept(sequence, deviceMicroseconds, 'restart');
  }

  private accept(sequence: number, deviceMicroseconds: number, order: FrameOrder): FrameOrder {
    this.last = sequence;
    this.lastMicroseconds = deviceMicroseconds;
    this.lateRun = 0;
    this.lateSequence = -1;
    return order;
  }
}
