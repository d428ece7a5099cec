import { UserError } from '../contract/alerts.ts';
import type {
  LiveEvents,
  LiveSegment,
  LiveStatus,
  PieceOrigin,
  ReplayStatus,
} from '../contract/live.ts';
import {
  emptyStatistics,
  formatPenAddress,
  noFaults,
  type PenAddress,
  type ReplayControl,
  type SimulatedRequest,
} from '../contract/pens.ts';
import type { SampleWindow } from '../contract/sensors.ts';
import type { SessionWriter } from '../data/sessions/session-writer.ts';
import type { RawBytes } from '../pen/describe/raw-tap.ts';
import type { PenProfile } from '../pen/profiles.ts';
import { removeCalibration } from '../signal/calibration.ts';
import { Emitter } from './emitter.ts';
import {
  whoseOf,
  type LiveSessionParts,
  type LiveWriter,
  type OpenedModel,
  type OpenedTransport,
  type RecorderEvents,
  type RecordingSnapshot,
} from './live-session-parts.ts';
import { LatencyMeter } from './meters.ts';
import { modelFitAlert, modelFitCode } from './model-fit-alert.ts';
import { PenStream, type PenCalibration, type PenStreamOptions } from './pen-stream.ts';
import { PieceMemory, type RememberedPiece } from './piece-memory.ts';
import { SegmentReader } from './segment-reader.ts';
import type { StreamTap } from './stream-tap.ts';

interface OpenPen {
  readonly address: PenAddress;
  readonly profile: PenProfile;
  readonly stream: PenStream;
  /** How long what is played takes, ms; undefined until that is known. */
  lengthMs?: number;
}

/** Final readings that may wait before a pen that can wait is asked to. */
const pendingLimit = 4;
/** Samples for the plot go out at this pace: 20 pictures a second look smooth. */
const beatMs = 50;
const idleBeatMs = 200;
const statusIntervalMs = 250;
const idleStatusIntervalMs = 1000;

export interface ConnectOptions {
  readonly record?: boolean;
}

/**
 * The running session that window and terminal show: a pen, a model, and what is written with
 * them. Errors of the stream become alerts; methods throw UserErrors to whoever called them.
 */
export class LiveSession {
  readonly #events = new Emitter<LiveEvents>();
  readonly #latency = new LatencyMeter();
  readonly #reader: SegmentReader;
  #options: PenStreamOptions;
  #pen: OpenPen | undefined;
  #model: OpenedModel | undefined;
  #recorder: SessionWriter | undefined;
  #writer: LiveWriter | undefined;
  #tap: StreamTap | undefined;
  readonly #pieces = new PieceMemory();
  /** Of windows that wait to be read: another pen may be open when they are. */
  readonly #origins = new WeakMap<SampleWindow, PieceOrigin>();
  /** Standing, of the reader: another model clears them. */
  readonly #modelAlerts = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  /** Ends the look for the length of a replay. */
  #measuring: AbortController | undefined;
  #statusMs = -Infinity;
  /** Pen and model that were last compared. */
  #compared = '';
  #misfit = false;
  #connecting: Promise<void> = Promise.resolve();
  /** Models that are being opened. */
  #opening = 0;

  constructor(
    private readonly parts: LiveSessionParts,
    options: PenStreamOptions = {},
  ) {
    this.#options = options;
    this.#reader = new SegmentReader({
      onSegment: (segment, window) => this.#onSegment(segment, window),
      onLatency: (milliseconds) => this.#latency.add(milliseconds),
      onError: (error) => this.#alert(error, 'recognizer', 'Choose another model, or restart.'),
    });
    this.#beat();
  }

  /** @returns the unregister function */
  on<K extends keyof LiveEvents>(event: K, listener: (payload: LiveEvents[K]) => void): () => void {
    return this.#events.on(event, listener);
  }

  get #stream(): PenStream | undefined {
    return this.#pen?.stream;
  }

  get status(): LiveStatus {
    const now = performance.now();
    const latencyMs = this.#latency.summary();
    const recorder = this.#recorder;
    const replay = this.#replay;
    const engineReason = this.#model?.fallbackReasons?.join('; ') || undefined;
    return {
      ...(this.#pen === undefined ? {} : { address: this.#pen.address }),
      presence: this.#stream?.presence ?? 'closed',
      pen: this.#stream?.information ?? {},
      statistics: this.#stream?.statistics ?? emptyStatistics,
      ...faultsOf(this.#stream),
      samplesPerSecond: this.#stream?.samplesPerSecond(now) ?? 0,
      mask: this.#stream?.mask ?? 0,
      writing: this.#stream?.writing ?? false,
      model: this.#model?.name ?? '',
      ...(this.#opening > 0 && { modelLoading: true as const }),
      ...(this.#writer === undefined ? {} : { writer: whoseOf(this.#writer) }),
      engine: this.#model?.engine ?? '',
      ...(engineReason === undefined ? {} : { engineReason }),
      ...(recorder === undefined
        ? {}
        : {
            recording: {
              name: recorder.name,
              seconds: recorder.seconds,
              bytes: recorder.bytesWritten,
            },
          }),
      ...(replay === undefined ? {} : { replay }),
      ...(latencyMs === undefined ? {} : { latencyMs }),
    };
  }

  get #replay(): ReplayStatus | undefined {
    if (this.#pen?.address.kind !== 'replay') return undefined;
    const { stream, lengthMs } = this.#pen;
    if (stream.playback === undefined) return undefined;
    const { positionMs, speed, paused } = stream.playback;
    return { positionMs, speed, paused, ...(lengthMs === undefined ? {} : { lengthMs }) };
  }

  /**
   * Opens another pen instead of the present one, if any; what was written until then is read.
   * @param options.record whether a recording begins with the pen's first byte; default false
   * @throws UserError when the pen can never work: the present one goes on. One that is merely
   *   absent is waited for
   */
  async connect(address: PenAddress, options: ConnectOptions = {}): Promise<void> {
    // Two at once would leave a pen open behind the other.
    const turn = this.#connecting.then(() => this.#connect(address, options));
    this.#connecting = turn.catch(() => undefined);
    await turn;
  }

  async #connect(address: PenAddress, options: ConnectOptions): Promise<void> {
    // What cannot be opened at all is refused before the present pen is touched.
    const opened = await this.parts.openTransport(address);
    const previous = this.#pen?.address;
    await this.disconnect();
    try {
      await this.#open(address, opened, options);
    } catch (error) {
      if (previous !== undefined && previous.kind !== 'replay') await this.#reopen(previous);
      throw error;
    }
  }

  /** Takes up the pen again that was left for one that did not work. */
  async #reopen(address: PenAddress): Promise<void> {
    try {
      await this.#open(address, await this.parts.openTransport(address));
    } catch {
      // The error that counts is that of the pen that was asked for.
    }
  }

  async #open(
    address: PenAddress,
    { transport, profile, length }: OpenedTransport,
    { record = false }: ConnectOptions = {},
  ): Promise<void> {
    const stream = new PenStream(
      transport,
      profile,
      {
        onBytes: (chunk, arrivalMs) => {
          this.#recorder?.bytes(chunk, arrivalMs);
          this.#tap?.onBytes?.(chunk, arrivalMs);
          if (this.#reader.pending > pendingLimit) return this.#reader.idle();
          return undefined;
        },
        onSample: (sample, arrivalMs) => {
          this.#recorder?.sample(sample, arrivalMs);
          this.#tap?.onSample?.(sample, arrivalMs);
        },
        onInformation: (information) => {
          this.#recorder?.event('information', information);
          this.#emitStatus();
        },
        onProfile: (shown) => {
          if (this.#pen?.stream !== stream) return;
          this.#pen = { ...this.#pen, profile: shown };
          this.#recorder?.event('pen', { pen: formatPenAddress(address), profile: shown });
        },
        onPresence: (presence) => {
          this.#recorder?.event('presence', { presence });
          // What was written before the end is read before the end is told.
          void this.#reader.idle().then(() => this.#emitStatus());
        },
        onAlert: (alert) => {
          this.#recorder?.event('alert', alert);
          this.#events.emit('alert', alert);
        },
        onAlertCleared: (code) => {
          this.#recorder?.event('alert-cleared', { code });
          this.#events.emit('alert-cleared', code);
        },
        onProgress: (window) => this.#reader.readPartial(this.#locate(window)),
        onRest: (window) => this.#reader.readAhead(this.#locate(window)),
        onPiece: (window, dueMs, cut) => this.#reader.readFinal(this.#locate(window), dueMs, cut),
      },
      this.#options,
    );
    this.#pen = { address, profile, stream };
    stream.calibrate(this.#calibration());
    this.#tap?.onPen?.();
    this.#recorder?.event('pen', { pen: formatPenAddress(address), profile });
    try {
      if (record) await this.startRecording();
      await stream.open();
      if (length !== undefined) this.#measure(stream, length);
    } catch (error) {
      this.#pen = undefined;
      throw error;
    } finally {
      this.#emitStatus();
    }
  }

  /** Nobody waits for the length of a replay; one that cannot be told is left out. */
  #measure(stream: PenStream, length: NonNullable<OpenedTransport['length']>): void {
    const controller = (this.#measuring = new AbortController());
    length(controller.signal).then(
      (lengthMs) => {
        if (this.#pen?.stream !== stream) return;
        this.#pen.lengthMs = lengthMs;
        this.#emitStatus();
      },
      () => undefined,
    );
  }

  async disconnect(): Promise<void> {
    this.#measuring?.abort();
    const stream = this.#stream;
    if (stream === undefined) return;
    await stream.close();
    await this.#reader.idle();
    if (this.#stream === stream) {
      // The counters go with the pen: a running recording gets them now.
      this.#recorder?.event('statistics', stream.statistics);
      this.#pen = undefined;
    }
    this.#emitStatus();
  }

  /** Changes the model without interrupting the pen. @throws UserError; the old model then stays */
  async selectModel(name: string): Promise<void> {
    const opened = await this.#openModel(name);
    const previous = this.#model;
    this.#model = opened;
    this.#reader.use(opened);
    await this.#reader.idle();
    await previous?.dispose();
    this.#recorder?.event('model', { name: opened.name });
    for (const code of this.#modelAlerts) this.#events.emit('alert-cleared', code);
    this.#modelAlerts.clear();
    for (const alert of opened.alerts ?? []) {
      this.#modelAlerts.add(alert.code);
      this.#events.emit('alert', alert);
    }
    this.#emitStatus();
  }

  async #openModel(name: string): Promise<OpenedModel> {
    this.#opening += 1;
    this.#reader.expectModel(true);
    this.#emitStatus();
    try {
      return await this.parts.openModel(name, (alert) => {
        this.#modelAlerts.add(alert.code);
        this.#recorder?.event('alert', alert);
        this.#events.emit('alert', alert);
        this.#emitStatus();
      });
    } finally {
      this.#opening -= 1;
      this.#reader.expectModel(this.#opening > 0);
      this.#emitStatus();
    }
  }

  /** Applies to the next pen that is opened. */
  configure(options: PenStreamOptions): void {
    this.#options = { ...this.#options, ...options };
  }

  /** Reads another person: with the calibration of theirs for this pen, at once. */
  useWriter(writer: LiveWriter | undefined): void {
    this.#writer = writer;
    this.#stream?.calibrate(this.#calibration());
    this.#emitStatus();
  }

  /** Characters that the model in use can write; undefined without one. */
  get alphabet(): readonly string[] | undefined {
    return this.#model?.alphabet;
  }

  /** Lets something follow the pen; undefined: nothing any more. */
  follow(tap: StreamTap | undefined): void {
    this.#tap = tap;
  }

  /** How the present pen is read. */
  get profile(): PenProfile | undefined {
    return this.#pen?.profile;
  }

  /** What the pen sent in the last so many ms, as it came. */
  rawBytes(milliseconds: number): RawBytes {
    return this.#stream?.rawBytes(milliseconds) ?? { bytes: new Uint8Array(0), chunks: [] };
  }

  /** Reads the present pen by another profile from now on; it stays connected. */
  useProfile(profile: PenProfile): void {
    const pen = this.#pen;
    if (pen === undefined) return;
    pen.stream.use(profile);
    this.#pen = { ...pen, profile };
    this.#recorder?.event('pen', { pen: formatPenAddress(pen.address), profile });
    this.#emitStatus();
  }

  /** Ends the piece that is being written, as a pause would. */
  endPiece(): void {
    this.#stream?.endPiece();
  }

  /** Asks the simulated pen to do something. @throws UserError `pen-request` when it is none */
  perform(request: SimulatedRequest): void {
    this.#stream?.perform(request);
  }

  /** Stops a replay, lets it go on, changes its speed. @throws UserError `replay-none`, `pen-speed` */
  control(change: ReplayControl): void {
    this.#stream?.control(change);
    this.#emitStatus();
  }

  /** A committed piece with its samples, as long as it is remembered. */
  piece(id: number): RememberedPiece | undefined {
    return this.#pieces.find(id);
  }

  /** Starts a session of samples in a folder of its own, besides the recording. @throws UserError */
  openSession(folder: string, events: RecorderEvents): Promise<SessionWriter> {
    return this.parts.openRecorder(this.#snapshot(), events, folder);
  }

  async startRecording(): Promise<void> {
    if (this.#recorder !== undefined) return;
    this.#recorder = await this.parts.openRecorder(this.#snapshot(), {
      onFailure: (error) => {
        this.#recorder = undefined;
        this.#events.emit('alert', error.toAlert());
        this.#emitStatus();
      },
      onAlert: (alert) => this.#events.emit('alert', alert),
      onAlertCleared: (code) => this.#events.emit('alert-cleared', code),
    });
    this.#emitStatus();
  }

  /** @returns the name of the finished recording, if one was running */
  async stopRecording(): Promise<string | undefined> {
    const recorder = this.#recorder;
    if (recorder === undefined) return undefined;
    await this.#reader.idle();
    this.#recorder = undefined;
    if (this.#stream !== undefined) recorder.event('statistics', this.#stream.statistics);
    await recorder.close();
    this.#emitStatus();
    return recorder.name;
  }

  /** What stands on the sheet before what is written next: the next word is read with it. */
  textBefore(text: string): void {
    this.#reader.textBefore(text);
  }

  /** Notes in the running recording, if any, what the user says a committed piece says. */
  correct(id: number, text: string): void {
    this.#recorder?.event('correction', { id, text });
  }

  /** Resolves when everything that has arrived has been read. */
  settled(): Promise<void> {
    return this.#reader.idle();
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#timer);
    await this.disconnect();
    await this.stopRecording();
    this.#events.clear();
    await this.#model?.dispose();
    this.#model = undefined;
  }

  /** Looks after the stream: fast while there is something to see, else seldom. */
  #beat(): void {
    const now = performance.now();
    this.#stream?.tick(now);
    const samples = this.#stream?.takeSamples() ?? [];
    for (const batch of samples) this.#events.emit('samples', batch);
    this.#compareModel();
    const busy = samples.length > 0 || this.#stream?.writing === true;
    const due = this.#statusMs + (busy ? statusIntervalMs : idleStatusIntervalMs);
    if (now >= due) this.#emitStatus();
    this.#timer = setTimeout(() => this.#beat(), busy ? beatMs : idleBeatMs);
  }

  /** Whether another model would read this pen better, or none can: asked when either changes. */
  #compareModel(): void {
    const model = this.#model?.name;
    const mask = this.#stream?.mask ?? 0;
    const rateHz = this.#stream?.rateHz;
    if (model === undefined || mask === 0 || rateHz === undefined) return;
    // Steps of a quarter: jitter is no other rate.
    const asked = [model, mask, Math.round(4 * Math.log2(rateHz))].join(' ');
    if (asked === this.#compared) return;
    this.#compared = asked;
    void this.parts.installedModels?.().then(
      (models) => {
        if (asked !== this.#compared) return;
        const alert = modelFitAlert(model, models, { mask, rateHz });
        if (alert) this.#events.emit('alert', alert);
        else if (this.#misfit) this.#events.emit('alert-cleared', modelFitCode);
        this.#misfit = alert !== undefined;
      },
      () => undefined,
    );
  }

  #onSegment(segment: LiveSegment, window: SampleWindow): void {
    if (segment.committed) {
      this.#recorder?.event('segment', segment);
      const { calibration } = this.#calibration();
      const values = window.values.slice();
      if (calibration !== undefined) removeCalibration(values, calibration);
      this.#pieces.add({ segment, window: { ...window, values } });
    }
    const origin = this.#origins.get(window) ?? { clock: '', source: 'simulated' };
    if (this.#tap?.onSegment === undefined) this.#events.emit('segment', { ...segment, ...origin });
    else this.#tap.onSegment(segment);
  }

  /** Remembers which pen and clock a window is of. */
  #locate(window: SampleWindow): SampleWindow {
    if (this.#pen !== undefined) {
      const { stream, address } = this.#pen;
      this.#origins.set(window, { clock: stream.clock, source: address.kind });
    }
    return window;
  }

  #calibration(): PenCalibration {
    if (this.#pen === undefined) return {};
    return this.#writer?.calibrationOf(formatPenAddress(this.#pen.address)) ?? {};
  }

  #snapshot(): RecordingSnapshot {
    const profile = this.#pen?.profile;
    return { status: this.status, ...(profile === undefined ? {} : { profile }) };
  }

  #emitStatus(): void {
    this.#statusMs = performance.now();
    this.#events.emit('status', this.status);
  }

  #alert(error: unknown, code: string, remedy: string): void {
    const known =
      error instanceof UserError
        ? error
        : new UserError(code, error instanceof Error ? error.message : String(error), remedy);
    this.#modelAlerts.add(known.code);
    this.#events.emit('alert', known.toAlert());
  }
}

/** Only where there are any: most pens have none. */
function faultsOf(stream: PenStream | undefined): Pick<LiveStatus, 'faults'> {
  const faults = stream?.faults ?? noFaults;
  const { frozen, gaps, rateChanges } = faults;
  return frozen + gaps + rateChanges > 0 ? { faults } : {};
}
