import { channelCount, type PenSample, type SensorMask } from '../contract/sensors.ts';

export interface UniformResamplerOptions {
  /** Rate of the output in Hz. Default 100, the rate of the OnHW data and of every model here. */
  readonly rateHz?: number;
  /**
   * A hole in the device's time longer than this is not bridged: what was measured before and after
   * it are different pieces. Default 250 ms.
   */
  readonly maximumGapMs?: number;
}

export interface UniformListener {
  /**
   * One uniform reading; `values` (channelCount, SI) is reused: copy what you keep.
   * @param bridged it lies in a hole that a straight line bridges
   */
  onUniform(values: Float32Array, mask: SensorMask, timeMs: number, bridged: boolean): void;
  /** The stream was interrupted for so many ms; the grid starts anew with the next reading. */
  onGap(gapMs: number): void;
}

/** A longer distance between two readings is a hole, ms, if it is also that many times the usual one. */
const leastHoleMs = 100;
const holePeriods = 3;

/** Source readings kept for the averaging window; a power of two. 400 Hz × 10 ms needs five. */
const historySize = 64;

/**
 * Brings readings at the pen's own pace (25–400 Hz, with jitter) to a uniform rate.
 *
 * Between readings the signal is taken as linear. A source slower than the grid is interpolated; a
 * faster one is averaged over a window that closes the distance between the two periods, which
 * keeps what lies above the new Nyquist frequency from folding back. At equal rates it is the
 * identity. Causal: a grid point is emitted as soon as the reading behind its window has arrived.
 * No allocation per reading.
 */
export class UniformResampler {
  readonly rateHz: number;
  readonly #periodMs: number;
  readonly #maximumGapMs: number;
  readonly #listener: UniformListener;
  readonly #times = new Float64Array(historySize);
  readonly #values = new Float32Array(historySize * channelCount);
  readonly #output = new Float32Array(channelCount);
  #count = 0;
  #mask = 0;
  /** Running mean; undefined until two readings have been seen. */
  #sourcePeriodMs: number | undefined;
  #gridOriginMs = 0;
  #gridIndex = 0;
  /** Where the newest hole begins; infinite while there is none. */
  #holeFromMs = Infinity;

  constructor(listener: UniformListener, options: UniformResamplerOptions = {}) {
    this.rateHz = options.rateHz ?? 100;
    this.#periodMs = 1000 / this.rateHz;
    this.#maximumGapMs = options.maximumGapMs ?? 250;
    this.#listener = listener;
  }

  push(sample: PenSample): void {
    const { timeMs } = sample;
    if (!Number.isFinite(timeMs)) return;
    if (this.#count > 0) {
      const elapsed = timeMs - this.#times[(this.#count - 1) % historySize]!;
      if (elapsed > this.#maximumGapMs || elapsed < -this.#maximumGapMs) {
        this.#restart(timeMs);
        this.#listener.onGap(Math.max(0, elapsed));
      } else if (elapsed <= 0) {
        return; // A repeated or reordered reading carries no new time.
      } else {
        this.#sourcePeriodMs ??= elapsed;
        const isHole = elapsed > Math.max(leastHoleMs, holePeriods * this.#sourcePeriodMs);
        this.#holeFromMs = isHole ? timeMs - elapsed : Infinity;
        // Averaged slowly: single late readings must not change the width of the window.
        this.#sourcePeriodMs += (elapsed - this.#sourcePeriodMs) * 0.05;
      }
    } else {
      this.#restart(timeMs);
    }
    this.#append(sample);
    this.#emit();
  }

  /** Forgets everything; the next reading starts a new grid. */
  reset(): void {
    this.#count = 0;
    this.#sourcePeriodMs = undefined;
  }

  #restart(timeMs: number): void {
    this.#count = 0;
    this.#holeFromMs = Infinity;
    this.#gridOriginMs = timeMs;
    this.#gridIndex = 0;
  }

  #append(sample: PenSample): void {
    const slot = this.#count % historySize;
    this.#times[slot] = sample.timeMs;
    this.#values.set(sample.values, slot * channelCount);
    this.#mask = sample.mask;
    this.#count += 1;
  }

  #emit(): void {
    const newest = this.#times[(this.#count - 1) % historySize]!;
    // The window is centred: emitting waits for half of it, at most half an output period.
    const half = Math.max(0, this.#periodMs - (this.#sourcePeriodMs ?? this.#periodMs)) / 2;
    for (;;) {
      const timeMs = this.#gridOriginMs + this.#gridIndex * this.#periodMs;
      if (timeMs + half > newest + 1e-6) return;
      this.#average(timeMs - half, timeMs + half);
      this.#gridIndex += 1;
      const bridged = timeMs > this.#holeFromMs && timeMs < newest;
      this.#listener.onUniform(this.#output, this.#mask, timeMs, bridged);
    }
  }

  /** Mean of the linear interpolant over [from, to] (its value where they coincide). */
  #average(from: number, to: number): void {
    const output = this.#output.fill(0);
    const oldest = Math.max(0, this.#count - historySize);
    let index = this.#count - 1;
    while (index > oldest && this.#times[(index - 1) % historySize]! >= to) index -= 1;
    const width = to - from;
    // Walk the segments [index - 1, index] backwards until the window is covered.
    for (; index >= oldest; index -= 1) {
      const right = index % historySize;
      const left = (index > oldest ? index - 1 : index) % historySize;
      const start = this.#times[left]!;
      const end = this.#times[right]!;
      const span = end - start;
      const low = index > oldest ? Math.max(from, start) : from;
      const high = Math.min(to, index > oldest ? end : to);
      const middle = (low + high) / 2;
      const position = span > 0 ? Math.min(1, Math.max(0, (middle - start) / span)) : 1;
      const weight = width > 0 ? Math.max(0, high - low) / width : 1;
      for (let channel = 0; channel < channelCount; channel += 1) {
        const a = this.#values[left * channelCount + channel]!;
        const b = this.#values[right * channelCount + channel]!;
        output[channel] = output[channel]! + weight * (a + (b - a) * position);
      }
      if (low <= from) return;
    }
  }
}
