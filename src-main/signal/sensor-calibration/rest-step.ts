import { channelIndex, type PenSample } from '../../contract/sensors.ts';
import type { CalibrationFeedback } from '../../contract/sensor-calibration.ts';

const gyroscope = channelIndex('gx');
const accelerometer = channelIndex('ax');
const force = channelIndex('force');
/** So long a pen must lie still, ms. */
const neededMs = 2000;
/** A pen that lies still rotates by no more than noise, rad/s, and its acceleration stands, m/s². */
const stillRotation = 0.04;
const stillAcceleration = 0.25;

export interface RestFindings {
  /** Mean of the gyroscope at rest, rad/s. */
  readonly rotation: readonly [number, number, number];
  /** Of the force sensor, N. */
  readonly force: { readonly mean: number; readonly deviation: number };
}

/** The pen lies still: what its gyroscope and force sensor read then is bias and noise. */
export class RestStep {
  #startMs: number | undefined;
  #lastMs = 0;
  #count = 0;
  readonly #sums = new Float64Array(4);
  #forceSquares = 0;
  readonly #reference = new Float64Array(6);
  #restless = false;

  push({ timeMs, values }: PenSample): void {
    // What has been measured well stays: the hand may reach for the pen again.
    if (this.#elapsedMs >= neededMs) return;
    if (this.#startMs === undefined || timeMs < this.#lastMs) this.#begin(timeMs, values);
    this.#lastMs = timeMs;
    for (let axis = 0; axis < 3; axis += 1) {
      const turned = Math.abs(values[gyroscope + axis]! - this.#reference[axis]!);
      const moved = Math.abs(values[accelerometer + axis]! - this.#reference[3 + axis]!);
      if (turned > stillRotation || moved > stillAcceleration) {
        this.#begin(timeMs, values);
        this.#restless = true;
        return;
      }
    }
    this.#count += 1;
    for (let axis = 0; axis < 3; axis += 1) this.#sums[axis]! += values[gyroscope + axis]!;
    this.#sums[3]! += values[force]!;
    this.#forceSquares += values[force]! ** 2;
    if (this.#elapsedMs > neededMs / 4) this.#restless = false;
  }

  get feedback(): CalibrationFeedback {
    const fraction = Math.min(1, this.#elapsedMs / neededMs);
    return {
      step: 'rest',
      fraction,
      good: fraction === 1,
      message:
        fraction === 1
          ? 'The pen lay still.'
          : this.#restless
            ? 'The pen moves: lay it on the table and let go of it.'
            : 'Leave the pen lying.',
    };
  }

  /** Undefined until the pen has lain still for long enough. */
  get findings(): RestFindings | undefined {
    if (this.#elapsedMs < neededMs) return undefined;
    const mean = (index: number) => this.#sums[index]! / this.#count;
    return {
      rotation: [mean(0), mean(1), mean(2)],
      force: {
        mean: mean(3),
        deviation: Math.sqrt(Math.max(0, this.#forceSquares / this.#count - mean(3) ** 2)),
      },
    };
  }

  get #elapsedMs(): number {
    return this.#startMs === undefined ? 0 : this.#lastMs - this.#startMs;
  }

  #begin(timeMs: number, values: Float32Array): void {
    this.#startMs = timeMs;
    this.#lastMs = timeMs;
    this.#count = 0;
    this.#sums.fill(0);
    this.#forceSquares = 0;
    for (let axis = 0; axis < 3; axis += 1) {
      this.#reference[axis] = values[gyroscope + axis]!;
      this.#reference[3 + axis] = values[accelerometer + axis]!;
    }
  }
}
