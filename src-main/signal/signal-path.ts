import {
  channelCount,
  channelIndex,
  hasChannel,
  type PenSample,
  type SampleWindow,
  type SensorMask,
} from '../contract/sensors.ts';
import {
  ForceContact,
  MotionActivity,
  type ContactOptions,
  type MotionOptions,
} from './activity.ts';
import { applyCalibration, type SensorCalibration } from './calibration.ts';
import { SampleRing } from './sample-ring.ts';
import {
  Segmenter,
  usualPauseMs,
  type SegmentListener,
  type SegmenterOptions,
} from './segmenter.ts';
import { UniformResampler } from './uniform-resampler.ts';

export interface SignalPathOptions extends SegmenterOptions, ContactOptions, MotionOptions {
  /** Uniform rate in Hz. Default 100. */
  readonly rateHz?: number;
  /** Seconds of uniform readings kept. Default 60: twice the longest piece. */
  readonly historySeconds?: number;
  readonly calibration?: SensorCalibration;
  /** Tell writing from rest by motion even where the pen has a force sensor. Default false. */
  readonly ignoreForce?: boolean;
}

export interface SignalPathListener extends SegmentListener {
  /** A uniform, calibrated reading; `values` is reused: copy what you keep. */
  onUniform?(timeMs: number, values: Float32Array, mask: SensorMask): void;
}

const forceIndex = channelIndex('force');

/** From samples at the pen's pace to a uniform ring and pieces of writing. */
export class SignalPath {
  readonly rateHz: number;
  readonly #ring: SampleRing;
  readonly #resampler: UniformResampler;
  readonly #segmenter: Segmenter;
  readonly #contact: ForceContact;
  readonly #motion: MotionActivity;
  #calibration: SensorCalibration | undefined;
  readonly #listener: SignalPathListener;
  readonly #calibrated = new Float32Array(channelCount);
  readonly #ignoreForce: boolean;
  #mask: SensorMask = 0;
  #movingWithoutContact = 0;

  constructor(listener: SignalPathListener, options: SignalPathOptions = {}) {
    this.rateHz = options.rateHz ?? 100;
    this.#listener = listener;
    this.#calibration = options.calibration;
    this.#ignoreForce = options.ignoreForce ?? false;
    this.#ring = new SampleRing((options.historySeconds ?? 60) * this.rateHz, this.rateHz);
    this.#segmenter = new Segmenter(this.rateHz, listener, options);
    this.#contact = new ForceContact(this.rateHz, options);
    this.#motion = new MotionActivity(this.rateHz, options);
    this.#resampler = new UniformResampler(
      {
        onUniform: (values, mask, timeMs, bridged) =>
          this.#onUniform(values, mask, timeMs, bridged),
        onGap: () => this.#segmenter.flush(this.#ring.end, true),
      },
      // A hole that is shorter than a pause can hide none: it lies within a piece.
      { rateHz: this.rateHz, maximumGapMs: options.pauseMs ?? usualPauseMs },
    );
  }

  get writing(): boolean {
    return this.#segmenter.writing;
  }

  /** The piece being written, so far. */
  get open(): { readonly start: number; readonly end: number } | undefined {
    return this.#segmenter.open;
  }

  /** [start, end) of the open piece as it will be if nothing more is written, once that is likely. */
  get settled(): { readonly start: number; readonly end: number } | undefined {
    return this.#segmenter.settled;
  }

  /** One past the newest uniform index. */
  get end(): number {
    return this.#ring.end;
  }

  /** Channels of the newest reading. */
  get mask(): SensorMask {
    return this.#mask;
  }

  /** Seconds of motion as in writing since the force sensor last showed contact. */
  get secondsWithoutContact(): number {
    return this.#movingWithoutContact / this.rateHz;
  }

  push(sample: PenSample): void {
    this.#resampler.push(sample);
  }

  /** Corrects what comes from now on otherwise; undefined: not at all, or by the usual threshold. */
  calibrate(calibration: SensorCalibration | undefined, thresholdNewton?: number): void {
    this.#calibration = calibration;
    this.#contact.setThreshold(thresholdNewton);
  }

  /** Ends the open piece: nothing more will come for now. */
  flush(): void {
    this.#segmenter.flush(this.#ring.end);
  }

  /** A copy of the uniform readings [start, end). */
  window(start: number, end: number): SampleWindow {
    return this.#ring.window(start, end, this.#mask);
  }

  timeAt(index: number): number {
    return this.#ring.timeAt(index);
  }

  #onUniform(values: Float32Array, mask: SensorMask, timeMs: number, bridged: boolean): void {
    let row = values;
    if (this.#calibration !== undefined) {
      row = this.#calibrated;
      row.set(values);
      applyCalibration(row, this.#calibration);
    }
    this.#mask = mask;
    const index = this.#ring.push(row, timeMs, bridged);
    this.#listener.onUniform?.(timeMs, row, mask);
    this.#segmenter.push(index, this.#isActive(row, mask));
  }

  #isActive(row: Float32Array, mask: SensorMask): boolean {
    const moving = this.#motion.push(row, mask);
    if (this.#ignoreForce || !hasChannel(mask, forceIndex)) return moving;
    const touching = this.#contact.push(row);
    if (touching) this.#movingWithoutContact = 0;
    else if (moving) this.#movingWithoutContact += 1;
    return touching;
  }
}

/**
 * The pieces of writing in a whole recording, found as the live path finds them.
 * @param samples readings in device time order; may reuse one object
 */
export function findPieces(
  samples: Iterable<PenSample>,
  options: SignalPathOptions = {},
): SampleWindow[] {
  const pieces: SampleWindow[] = [];
  const path = new SignalPath(
    {
      onSegmentStart: () => undefined,
      onSegmentEnd: (start, end) => pieces.push(path.window(start, end)),
    },
    options,
  );
  for (const sample of samples) path.push(sample);
  path.flush();
  return pieces;
}
