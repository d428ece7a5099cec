import type { RandomGenerator } from './random.ts';

/**
 * Second-order Butterworth low-pass, forward and backward (no delay), in place. The signal is
 * taken to rest at its first value before and at its last value after.
 */
export function lowPass(signal: Float64Array, cutoffHz: number, rateHz: number): Float64Array {
  const length = signal.length;
  if (length < 2 || cutoffHz >= rateHz / 2) return signal;
  const warped = Math.tan((Math.PI * cutoffHz) / rateHz);
  const norm = 1 / (1 + Math.SQRT2 * warped + warped * warped);
  const b = warped * warped * norm;
  const a1 = 2 * (warped * warped - 1) * norm;
  const a2 = (1 - Math.SQRT2 * warped + warped * warped) * norm;
  for (const backward of [false, true]) {
    const first = signal[backward ? length - 1 : 0]!;
    let x1 = first;
    let x2 = first;
    let y1 = first;
    let y2 = first;
    for (let i = 0; i < length; i++) {
      const index = backward ? length - 1 - i : i;
      const x = signal[index]!;
      const y = b * (x + 2 * x1 + x2) - a1 * y1 - a2 * y2;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      signal[index] = y;
    }
  }
  return signal;
}

/**
 * The same low-pass forwards alone, reading by reading, as a chip has it: half the power at the cutoff, and
 * everything comes late. Rests at the first value before it.
 */
export class CausalLowPass {
  readonly #b: number;
  readonly #a1: number;
  readonly #a2: number;
  #past: [x1: number, x2: number, y1: number, y2: number] | undefined;

  /** @param cutoffHz from half the rate on everything passes as it is */
  constructor(cutoffHz: number, rateHz: number) {
    const open = cutoffHz >= rateHz / 2;
    const warped = open ? 0 : Math.tan((Math.PI * cutoffHz) / rateHz);
    const norm = 1 / (1 + Math.SQRT2 * warped + warped * warped);
    this.#b = open ? NaN : warped * warped * norm;
    this.#a1 = 2 * (warped * warped - 1) * norm;
    this.#a2 = (1 - Math.SQRT2 * warped + warped * warped) * norm;
  }

  next(x: number): number {
    if (Number.isNaN(this.#b)) return x;
    const [x1, x2, y1, y2] = (this.#past ??= [x, x, x, x]);
    const y = this.#b * (x + 2 * x1 + x2) - this.#a1 * y1 - this.#a2 * y2;
    this.#past = [x, x1, y, y1];
    return y;
  }
}

/** What the low-pass leaves over; the argument is kept. */
export function highPassed(signal: Float64Array, cutoffHz: number, rateHz: number): Float64Array {
  const slow = lowPass(signal.slice(), cutoffHz, rateHz);
  for (let i = 0; i < slow.length; i++) slow[i] = signal[i]! - slow[i]!;
  return slow;
}

/**
 * A resonator driven by white noise: a narrow band around a frequency, rms 1 in the steady state.
 * Call once a step. `bandwidthHz` is the width at half power.
 */
export class NoiseBand {
  #y1 = 0;
  #y2 = 0;
  readonly #a1: number;
  readonly #a2: number;
  readonly #gain: number;
  readonly #random: RandomGenerator;

  constructor(
    random: RandomGenerator,
    frequencyHz: number,
    options: { bandwidthHz: number; rateHz: number },
  ) {
    const radius = Math.exp((-Math.PI * options.bandwidthHz) / options.rateHz);
    this.#random = random;
    this.#a1 = 2 * radius * Math.cos((2 * Math.PI * frequencyHz) / options.rateHz);
    this.#a2 = -radius * radius;
    // Variance of a second-order autoregression (Box and Jenkins, Time Series Analysis, 3.2).
    const variance =
      (1 - this.#a2) / ((1 + this.#a2) * ((1 - this.#a2) * (1 - this.#a2) - this.#a1 * this.#a1));
    this.#gain = 1 / Math.sqrt(variance);
    for (let i = 0; i < 3 / (1 - radius); i++) this.next();
  }

  next(): number {
    const y = this.#a1 * this.#y1 + this.#a2 * this.#y2 + this.#gain * this.#random.normal();
    this.#y2 = this.#y1;
    this.#y1 = y;
    return y;
  }
}

/** A slow wander around 0 with rms of about `amplitude`: three sines of unrelated periods. */
export class Wander {
  readonly #terms: readonly { amplitude: number; omega: number; phase: number }[];

  constructor(random: RandomGenerator, amplitude: number, lowHz = 0.04, highHz = 0.35) {
    this.#terms = [0, 1, 2].map(() => ({
      amplitude: amplitude * Math.sqrt(2 / 3) * random.uniform(0.6, 1.4),
      omega: 2 * Math.PI * random.logUniform(lowHz, highHz),
      phase: random.uniform(0, 2 * Math.PI),
    }));
  }

  at(seconds: number): number {
    let sum = 0;
    for (const { amplitude, omega, phase } of this.#terms) {
      sum += amplitude * Math.sin(omega * seconds + phase);
    }
    return sum;
  }

  /** Adds the wander at steps 0, 1, … of a rate: what `at` says, without a sine for each. */
  addTo(values: Float64Array, rateHz: number): void {
    for (const { amplitude, omega, phase } of this.#terms) {
      const [cosine, sine] = [Math.cos(omega / rateHz), Math.sin(omega / rateHz)];
      let [real, imaginary] = [amplitude * Math.cos(phase), amplitude * Math.sin(phase)];
      for (let i = 0; i < values.length; i++) {
        values[i]! += imaginary;
        const turned = real * cosine - imaginary * sine;
        imaginary = real * sine + imaginary * cosine;
        real = turned;
      }
    }
  }
}
