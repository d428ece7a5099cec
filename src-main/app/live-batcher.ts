import type { LiveBatch, LivePiece, StandingAlert } from '../contract/ipc.ts';
import type { LiveSamples, LiveStatus } from '../contract/live.ts';
import { applySplice, type NoteUpdate } from '../contract/notes.ts';
import { without } from '../contract/without.ts';

const intervalMs = 40;
/** Batches of samples kept when the window does not take them, about 5 s; oldest go first. */
const samplesLimit = 100;

/** Gathers what the window should know and sends it in one message every 40 ms at most. */
export class LiveBatcher {
  #status: LiveStatus | undefined;
  #samples: LiveSamples[] = [];
  #note: NoteUpdate | undefined;
  #pieces = new Map<string, LivePiece>();
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

  note(update: NoteUpdate): void {
    this.#note = mergeUpdates(this.#note, update);
    this.#schedule();
  }

  piece(piece: LivePiece): void {
    this.#pieces.set(piece.key, piece);
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

  /** Sends what waits at once: whoever asked for a change sees it before the answer. */
  flush(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#flush();
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
      ...(this.#note === undefined ? {} : { note: this.#note }),
      ...(this.#pieces.size === 0 ? {} : { pieces: [...this.#pieces.values()] }),
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
    this.#note = undefined;
    this.#pieces = new Map();
    this.#alerts = undefined;
    this.send(batch);
  }
}

/** Two updates as one: all words where another note was opened, else what changed, in order. */
function mergeUpdates(before: NoteUpdate | undefined, after: NoteUpdate): NoteUpdate {
  if (before === undefined || after.words !== undefined || before.id !== after.id) return after;
  const splices = after.splices ?? [];
  if (before.words === undefined) {
    return { ...after, splices: [...(before.splices ?? []), ...splices] };
  }
  return { ...without(after, 'splices'), words: splices.reduce(applySplice, before.words) };
}
