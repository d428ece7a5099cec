import { channelIndex, hasChannel, type SensorMask } from '../contract/sensors.ts';

const forceIndex = channelIndex('force');
const accelerometerIndex = channelIndex('ax');
const gyroscopeIndex = channelIndex('gx');
const defaultThreshold = 0.12;
/** A level of force is what several readings in a row agree on, s: one wrong reading is none. */
const agreementSeconds = 0.05;

export interface ContactOptions {
  /** Force above the resting level that counts as contact, N. Default 0.12 (raw 200 of a DigiPen is 0.26). */
  readonly thresholdNewton?: number;
  /**
   * Share of the highest force seen lately that counts as contact, so that pens whose force has no
   * known scale work too. Default 0.1.
   */
  readonly relativeThreshold?: number;
}

/**
 * Pen-down from the force channel, with hysteresis. The resting level is followed downwards as soon
 * as a few readings agree, and upwards slowly: force resistors creep.
 */
export class ForceContact {
  #threshold: number;
  readonly #relative: number;
  readonly #creepPerSample: number;
  readonly #decayPerSample: number;
  #rest = Number.NaN;
  #peak = 0;
  #down = false;
  /** The newest readings. */
  readonly #recent: Float64Array;
  #count = 0;

  constructor(rateHz: number, options: ContactOptions = {}) {
    this.#recent = new Float64Array(Math.max(2, Math.round(agreementSeconds * rateHz)));
    this.#threshold = options.thresholdNewton ?? defaultThreshold;
    this.#relative = options.relativeThreshold ?? 0.1;
    this.#creepPerSample = 1 / (10 * rateHz);
    this.#decayPerSample = 1 / (60 * rateHz);
  }

  /** Another threshold from now on, N; undefined: the usual one. */
  setThreshold(newton: number | undefined): void {
    this.#threshold = newton ?? defaultThreshold;
  }

  /** @param values one uniform reading @returns whether the tip touches the paper */
  push(values: Float32Array): boolean {
    const force = values[forceIndex]!;
    if (Number.isNaN(this.#rest)) {
      // The stream may begin in the middle of a stroke: a resting sensor reads about zero.
      this.#rest = Math.min(force, this.#threshold);
      this.#recent.fill(this.#rest);
    }
    this.#recent[this.#count++ % this.#recent.length] = force;
    const highest = Math.max(...this.#recent);
    const lowest = Math.min(...this.#recent);
    if (highest < this.#rest) this.#rest = highest;
    else if (!this.#down) this.#rest += (this.#bounded(force) - this.#rest) * this.#creepPerSample;
    const above = force - this.#rest;
    this.#peak = Math.max(lowest - this.#rest, this.#peak * (1 - this.#decayPerSample));
    const on = Math.max(this.#threshold, this.#relative * this.#peak);
    this.#down = above > (this.#down ? 0.6 * on : on);
    return this.#down;
  }

  /** What creep can be: a single reading far away is none. */
  #bounded(force: number): number {
    const reach = Math.max(10 * this.#threshold, this.#peak);
    return Math.min(this.#rest + reach, Math.max(this.#rest - reach, force));
  }
}

export interface MotionOptions {
  /** Rotation (rms over 100 ms) that counts as writing, rad/s. Default 0.12 (7 °/s). */
  readonly rotationThreshold?: number;
  /** Change of acceleration within 30 ms (rms over 100 ms) that counts as writing, m/s². Default 0.6. */
  readonly accelerationThreshold?: number;
}

/**
 * Writing from motion alone, for pens without a force sensor: rotation, or acceleration that
 * changes, above what a hand that rests or hovers shows. The change, not the deviation from a slow
 * mean, is looked at: it is blind to gravity however the pen is held, and gone as soon as the pen
 * is. It cannot tell ink from a move in the air.
 */
export class MotionActivity {
  readonly #rotationThreshold: number;
  readonly #accelerationThreshold: number;
  readonly #smoothing: number;
  readonly #lag: number;
  /** The newest `lag` accelerations, x y z each. */
  readonly #history: Float32Array;
  #count = 0;
  #rotationPower = 0;
  #accelerationPower = 0;

  constructor(rateHz: number, options: MotionOptions = {}) {
    this.#rotationThreshold = (options.rotationThreshold ?? 0.12) ** 2;
    this.#accelerationThreshold = (options.accelerationThreshold ?? 0.6) ** 2;
    this.#smoothing = 1 / (0.1 * rateHz);
    this.#lag = Math.max(1, Math.round(0.03 * rateHz));
    this.#history = new Float32Array(3 * this.#lag);
  }

  /** @param values one uniform reading in SI units @returns whether the pen moves as in writing */
  push(values: Float32Array, mask: SensorMask): boolean {
    let rotation = 0;
    let acceleration = 0;
    const slot = 3 * (this.#count % this.#lag);
    for (let axis = 0; axis < 3; axis += 1) {
      if (hasChannel(mask, gyroscopeIndex + axis)) rotation += values[gyroscopeIndex + axis]! ** 2;
      if (!hasChannel(mask, accelerometerIndex + axis)) continue;
      const value = values[accelerometerIndex + axis]!;
      if (this.#count >= this.#lag) acceleration += (value - this.#history[slot + axis]!) ** 2;
      this.#history[slot + axis] = value;
    }
    this.#count += 1;
    this.#rotationPower = this.#follow(this.#rotationPower, rotation, this.#rotationThreshold);
    this.#accelerationPower = this.#follow(
      this.#accelerationPower,
      acceleration,
      this.#accelerationThreshold,
    );
    return (
      this.#rotationPower > this.#rotationThreshold ||
      this.#accelerationPower > this.#accelerationThreshold
    );
  }

  /** Smoothed, but held near the threshold: brisk writing must not ring on into the pause. */
  #follow(power: number, input: number, threshold: number): number {
    return Math.min(power + (input - power) * this.#smoothing, 4 * threshold);
  }
}
