import { UserError, type Alert } from '../contract/alerts.ts';
import type { LiveSamples } from '../contract/live.ts';
import type {
  PenInformation,
  PenPresence,
  ReplayControl,
  SensorFaults,
  SimulatedRequest,
  StreamStatistics,
} from '../contract/pens.ts';
import type { PenSample, SampleWindow, SensorMask } from '../contract/sensors.ts';
import { PenSource } from '../pen/pen-source.ts';
import { RawTap, type RawBytes } from '../pen/describe/raw-tap.ts';
import type { PenProfile } from '../pen/profiles.ts';
import type { Playback, PenTransport } from '../pen/transport.ts';
import type { SensorCalibration } from '../signal/calibration.ts';
import { SignalPath, type SignalPathOptions } from '../signal/signal-path.ts';
import { RateMeter } from './meters.ts';
import { PlausibilityWatch } from './plausibility-watch.ts';
import { SampleBatcher } from './sample-batcher.ts';

export interface PenStreamListener {
  /** @returns a promise when the pen should wait, if it can */
  onBytes(chunk: Uint8Array, arrivalMs: number): void | Promise<void>;
  onSample(sample: PenSample, arrivalMs: number): void;
  onInformation(information: PenInformation): void;
  onProfile(profile: PenProfile): void;
  onPresence(presence: PenPresence): void;
  onAlert(alert: Alert): void;
  onAlertCleared(code: string): void;
  /** The piece being written has grown by another reading interval. */
  onProgress(window: SampleWindow): void;
  /** The pen rests: what `onPiece` will give if nothing more is written. */
  onRest(window: SampleWindow): void;
  /**
   * A piece is complete.
   * @param dueMs host time at which the pause had lasted long enough
   * @param cut whether the stream had a hole before or behind it
   */
  onPiece(window: SampleWindow, dueMs: number, cut: boolean): void;
}

/** What a writer's pen was found to need; nothing: as it measures. */
export interface PenCalibration {
  readonly calibration?: SensorCalibration | undefined;
  /** Force above rest that counts as contact, N. */
  readonly thresholdNewton?: number | undefined;
}

export interface PenStreamOptions extends SignalPathOptions {
  /** Time between two readings of the growing piece, ms of pen time. Default 100. */
  readonly partialIntervalMs?: number;
}

const noContactSeconds = 8;
const noContact: Alert = {
  code: 'pen-no-contact',
  severity: 'warning',
  message: 'The pen moves as if it wrote, but its force sensor shows no contact with the paper.',
  remedy:
    'Press a little more firmly. If that does not help, the scale of the force sensor is not known: describe the pen in a profile (docs/formats/pen-profiles.md).',
};

/** Clocks seen since the process started: no two share their name. */
let clocks = 0;

/** One opened pen: transport → decoder → uniform signal → pieces of writing. */
export class PenStream {
  readonly #transport: PenTransport;
  readonly #source: PenSource;
  readonly #path: SignalPath;
  readonly #batcher = new SampleBatcher();
  readonly #meter = new RateMeter();
  readonly #plausibility = new PlausibilityWatch();
  readonly #doubts = new Set<string>();
  readonly #raw = new RawTap();
  readonly #pauseMs: number;
  readonly #partialInterval: number;
  #lastArrivalMs = 0;
  #lastPartialEnd = 0;
  #lastRestEnd = 0;
  #flushed = true;
  #forceAlert = false;
  #clock = ++clocks;
  #lastUniformMs = -Infinity;

  constructor(
    transport: PenTransport,
    profile: PenProfile,
    private readonly listener: PenStreamListener,
    options: PenStreamOptions = {},
  ) {
    this.#transport = transport;
    this.#pauseMs = options.pauseMs ?? 600;
    this.#path = new SignalPath(
      {
        onUniform: (timeMs, values, mask) => this.#onUniform(timeMs, values, mask),
        onSegmentStart: (start) => {
          this.#lastPartialEnd = start;
        },
        onSegmentEnd: (start, end, cut) =>
          listener.onPiece(this.#path.window(start, end), this.#lastArrivalMs, cut),
      },
      options,
    );
    this.#partialInterval = Math.round(
      ((options.partialIntervalMs ?? 100) * this.#path.rateHz) / 1000,
    );
    this.#source = new PenSource(transport, profile, {
      onSample: (sample, arrivalMs) => this.#onSample(sample, arrivalMs),
      onBytes: (chunk, arrivalMs) => {
        this.#raw.push(chunk, arrivalMs);
        return listener.onBytes(chunk, arrivalMs);
      },
      onInformation: (information) => listener.onInformation(information),
      onProfile: (shown) => {
        this.#plausibility.restart();
        listener.onProfile(shown);
      },
      onPresence: (presence) => this.#onPresence(presence),
      onAlert: (alert) => listener.onAlert(alert),
      onAlertCleared: (code) => listener.onAlertCleared(code),
    });
  }

  get presence(): PenPresence {
    return this.#source.presence;
  }

  get information(): PenInformation {
    return this.#source.information;
  }

  get statistics(): StreamStatistics {
    return this.#source.statistics;
  }

  /** Of what is played: where it stands. */
  get playback(): Playback | undefined {
    return this.#transport.playback;
  }

  /** Readings a second by the pen's own clock; undefined in the first seconds. */
  get rateHz(): number | undefined {
    return this.#plausibility.rateHz;
  }

  /** What went wrong in the sensors since the pen was opened. */
  get faults(): SensorFaults {
    return this.#plausibility.faults;
  }

  get mask(): SensorMask {
    return this.#path.mask;
  }

  get writing(): boolean {
    return this.#path.writing;
  }

  open(): Promise<void> {
    return this.#source.open();
  }

  /** What the pen sent in the last so many ms, as it came. */
  rawBytes(milliseconds: number): RawBytes {
    return this.#raw.last(milliseconds);
  }

  /** Reads what comes from now on by another profile; the pen stays open. */
  use(profile: PenProfile): void {
    this.#interrupt();
    this.#plausibility.restart();
    this.#forgetDoubts();
    this.#source.use(profile);
  }

  /** Corrects what comes from now on otherwise. */
  calibrate({ calibration, thresholdNewton }: PenCalibration): void {
    this.#path.calibrate(calibration, thresholdNewton);
  }

  /** Ends the piece that is being written, as a pause would. */
  endPiece(): void {
    this.#interrupt();
  }

  /** @throws UserError `pen-request` when the pen is not a simulated one */
  perform(request: SimulatedRequest): void {
    if (this.#transport.perform === undefined) {
      throw new UserError(
        'pen-request',
        'Only the simulated pen can be asked to write.',
        'Write yourself, or choose the simulated pen.',
      );
    }
    this.#transport.perform(request);
  }

  /** @throws UserError `replay-none` for a pen that nobody plays; `pen-speed` */
  control(change: ReplayControl): void {
    if (this.#transport.control === undefined) {
      throw new UserError(
        'replay-none',
        'Nothing is being replayed.',
        'Replay a recording first: on the page of recordings, or with Ctrl+O.',
      );
    }
    this.#transport.control(change);
  }

  /** Ends the open piece and closes the transport. */
  async close(): Promise<void> {
    await this.#source.close();
    this.#forgetDoubts();
    this.#interrupt();
  }

  samplesPerSecond(nowMs: number): number {
    return this.#meter.rate(nowMs);
  }

  /** Name of the clock that times are of now: another one when the pen's own began anew. */
  get clock(): string {
    return String(this.#clock);
  }

  /** Uniform readings since the last call, for the plot. */
  takeSamples(): readonly LiveSamples[] {
    return this.#batcher.take();
  }

  /** To be called regularly: a stream that has stopped ends the open piece as a pause would. */
  tick(nowMs: number): void {
    this.#watchForce();
    // Time stands still in a play that is stopped: its pause is no rest of the pen.
    if (this.playback?.paused === true) this.#lastArrivalMs = nowMs;
    this.#watchPhysics(nowMs);
    if (this.#flushed || nowMs - this.#lastArrivalMs <= this.#pauseMs) return;
    this.#flushed = true;
    // The due time is when the pause was over, not when the timer looked.
    this.#lastArrivalMs += this.#pauseMs;
    this.#path.flush();
  }

  #onSample(sample: PenSample, arrivalMs: number): void {
    if (this.playback?.skipping === true) return;
    this.#lastArrivalMs = arrivalMs;
    this.#flushed = false;
    this.#meter.add(arrivalMs);
    this.listener.onSample(sample, arrivalMs);
    this.#plausibility.push(sample);
    this.#path.push(sample);
    const open = this.#path.open;
    if (open !== undefined && open.end - this.#lastPartialEnd >= this.#partialInterval) {
      this.#lastPartialEnd = open.end;
      this.listener.onProgress(this.#path.window(open.start, open.end));
    }
    const settled = this.#path.settled;
    if (settled !== undefined && settled.end !== this.#lastRestEnd) {
      this.#lastRestEnd = settled.end;
      this.listener.onRest(this.#path.window(settled.start, settled.end));
    }
  }

  #onUniform(timeMs: number, values: Float32Array, mask: SensorMask): void {
    if (timeMs < this.#lastUniformMs) this.#clock = ++clocks;
    this.#lastUniformMs = timeMs;
    this.#batcher.push(timeMs, values, mask, this.clock);
  }

  /** A force sensor that never shows contact while the pen writes would silently cost all text. */
  #watchForce(): void {
    const missing = this.#path.secondsWithoutContact >= noContactSeconds;
    if (missing === this.#forceAlert) return;
    this.#forceAlert = missing;
    if (missing) this.listener.onAlert(noContact);
    else this.listener.onAlertCleared(noContact.code);
  }

  /** Readings that cannot be right must not pass for a pen that writes. */
  #watchPhysics(nowMs: number): void {
    const alerts = this.#plausibility.look(nowMs);
    if (!alerts) return;
    const codes = new Set(alerts.map(({ code }) => code));
    for (const code of this.#doubts) {
      if (codes.has(code)) continue;
      this.#doubts.delete(code);
      this.listener.onAlertCleared(code);
    }
    for (const alert of alerts) {
      if (this.#doubts.has(alert.code)) continue;
      this.#doubts.add(alert.code);
      this.listener.onAlert(alert);
    }
  }

  #forgetDoubts(): void {
    for (const code of this.#doubts) this.listener.onAlertCleared(code);
    this.#doubts.clear();
  }

  #onPresence(presence: PenPresence): void {
    // What was begun before the cable was pulled is read now.
    if (presence !== 'connected') this.#interrupt();
    this.#plausibility.restart();
    this.listener.onPresence(presence);
  }

  /** Ends the open piece without a pause: its reading is due from now on. */
  #interrupt(): void {
    this.#lastArrivalMs = performance.now();
    this.#path.flush();
  }
}
