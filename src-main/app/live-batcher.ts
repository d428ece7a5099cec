import type { LiveBatch, StandingAlert } from '../contract/ipc.ts';
import type { LiveSamples, LiveStatus } from '../contract/live.ts';
import type { TextSegment } from '../contract/text.ts';

const intervalMs = 40;
/** Batches of samples kept when the window does not take them, about 5 s; oldest go first. */
const samplesLimit = 100;

/** Gathers what the window should know and sends it in one message every 40 ms at most. */
export class LiveBatcher {
  #status: LiveStatus | undefined;
  #samples: LiveSamples[] = [];
  #segments = new Map<string, TextSegment>();
  #text: readonly TextSegment[] | undefined;
  #alerts: readonly StandingAlert[] | undefined;
  #prompted: LiveBatch['prompted'];
  #calibration: LiveBatch['calibration'];
  #adaptation: LiveBatch['adaptation'];
  #writersChanged = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (batch: LiveBatch) => void) {}

  status(status: LiveStatus): void {
    this.#status = status;
    this.#schedule();
  }

  samples(samples: LiveSamples): void {
    this.#samples.push(samples);
    if (this.#samples.length > samplesLimit) this.#samples.shift();
    this.#schedule();
  }

  segment(segment: TextSegment): void {
    this.#segments.set(segment.key, segment);
    this.#schedule();
  }

  /** The whole text was replaced; changes gathered before are part of it. */
  text(text: readonly TextSegment[]): void {
    this.#text = [...text];
    this.#segments.clear();
    this.#schedule();
  }

  alerts(alerts: readonly StandingAlert[]): void {
    this.#alerts = alerts;
    this.#schedule();
  }

  prompted(state: NonNullable<LiveBatch['prompted']>): void {
    this.#prompted = state;
    this.#schedule();
  }

  calibration(state: NonNullable<LiveBatch['calibration']>): void {
    this.#calibration = state;
    this.#schedule();
  }

  adaptation(state: NonNullable<LiveBatch['adaptation']>): void {
    this.#adaptation = state;
    this.#schedule();
  }

  writersChanged(): void {
    this.#writersChanged = true;
    this.#schedule();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#flush(), intervalMs);
  }

  #flush(): void {
    this.#timer = undefined;
    const batch: LiveBatch = {
      ...(this.#status === undefined ? {} : { status: this.#status }),
      ...(this.#samples.length === 0 ? {} : { samples: this.#samples }),
      ...(this.#segments.size === 0 ? {} : { segments: [...this.#segments.values()] }),
      ...(this.#text === undefined ? {} : { text: this.#text }),
      ...(this.#alerts === undefined ? {} : { alerts: this.#alerts }),
      ...(this.#prompted === undefined ? {} : { prompted: this.#prompted }),
      ...(this.#calibration === undefined ? {} : { calibration: this.#calibration }),
      ...(this.#adaptation === undefined ? {} : { adaptation: this.#adaptation }),
      ...(this.#writersChanged ? { writersChanged: true } : {}),
    };
    this.#prompted = undefined;
    this.#calibration = undefined;
    this.#adaptation = undefined;
    this.#writersChanged = false;
    this.#status = undefined;
    this.#samples = [];
    this.#segments = new Map();
    this.#text = undefined;
    this.#alerts = undefined;
    this.send(batch);
  }
}
