import { UserError } from '../contract/alerts.ts';
import type { LiveSegment } from '../contract/live.ts';
import type { Recognition } from '../contract/recognition.ts';
import type { SampleWindow } from '../contract/sensors.ts';

const noModel = () =>
  new UserError(
    'model-none',
    'No model is loaded: what you write waits to be read.',
    'Choose a model; then all of it is read.',
  );

/** What the reader needs of a recogniser. */
export interface WindowRecognizer {
  /**
   * @param options.partial the piece is still being written: cheap and approximate is right
   * @param options.before the text that stands before it
   */
  recognize(
    window: SampleWindow,
    options?: { partial?: boolean; before?: string },
  ): Promise<Recognition>;
}

export interface SegmentReaderListener {
  onSegment(segment: LiveSegment, window: SampleWindow): void;
  /** From `dueMs` to the committed text. */
  onLatency(milliseconds: number): void;
  onError(error: unknown): void;
}

/** A piece that was read in full before its pause was over. */
interface ReadAhead {
  readonly recognizer: WindowRecognizer;
  readonly window: SampleWindow;
  readonly before: string;
  readonly recognition: Recognition;
}

/** Of the text before a piece, so many characters tell what comes. */
const rememberedText = 200;
/** Finished pieces that wait for a model; the oldest go. */
const mostWaiting = 500;

/**
 * Reads pieces of writing in their order: partial readings while a piece grows, one final reading
 * when it ends. Partial readings are skipped while the recogniser is busy; final ones are never.
 * What is finished before there is a model waits for it. While the pen rests, the final reading is made ahead: it is there when the pause is over.
 */
export class SegmentReader {
  readonly #listener: SegmentReaderListener;
  readonly #now: () => number;
  #recognizer: WindowRecognizer | undefined;
  #queue: Promise<void> = Promise.resolve();
  #pending = 0;
  #id = 0;
  #ahead: ReadAhead | undefined;
  #before = '';
  #waiting: { readonly id: number; readonly window: SampleWindow; readonly cut: boolean }[] = [];
  #modelComes = false;

  constructor(listener: SegmentReaderListener, now: () => number = () => performance.now()) {
    this.#listener = listener;
    this.#now = now;
  }

  /** Final readings that wait or run. */
  get pending(): number {
    return this.#pending;
  }

  /** Takes effect for the next reading that starts; what waits for a model is read now. */
  use(recognizer: WindowRecognizer | undefined): void {
    this.#recognizer = recognizer;
    if (recognizer === undefined) return;
    for (const { id, window, cut } of this.#waiting.splice(0)) {
      this.#read(id, window, this.#now(), cut);
    }
  }

  /** Whether a model is being loaded: then nobody needs to be told that there is none yet. */
  expectModel(modelComes: boolean): void {
    this.#modelComes = modelComes;
  }

  /** The text that stands before what is read next; pieces that are read join it. */
  textBefore(text: string): void {
    this.#before = text.slice(-rememberedText);
  }

  /** Reads what has been written so far, unless the recogniser is busy. */
  readPartial(window: SampleWindow): void {
    if (this.#pending > 0 || this.#recognizer === undefined) return;
    const id = this.#id;
    this.#enqueue(async (recognizer) => {
      const recognition = await recognizer.recognize(window, {
        partial: true,
        before: this.#before,
      });
      // The piece may have ended meanwhile: its final reading must have the last word.
      if (id === this.#id && this.#pending === 1) this.#emit(id, window, recognition, false);
    });
  }

  /** Reads in full what will be a piece if nothing more is written. */
  readAhead(window: SampleWindow): void {
    if (this.#pending > 1 || this.#recognizer === undefined) return;
    const id = this.#id;
    this.#enqueue(async (recognizer) => {
      // A failure is told by the final reading, which tries again.
      const before = this.#before;
      const recognition = await recognizer.recognize(window, { before }).catch(() => undefined);
      if (recognition === undefined) return;
      this.#ahead = { recognizer, window, before, recognition };
      if (id === this.#id && this.#pending === 1) this.#emit(id, window, recognition, false);
    });
  }

  /**
   * Reads a finished piece.
   * @param dueMs when the reading could start, for the latency
   * @param cut whether the stream had a hole before or behind it
   */
  readFinal(window: SampleWindow, dueMs: number, cut = false): void {
    const id = this.#id++;
    if (this.#recognizer === undefined) {
      this.#waiting.push({ id, window, cut });
      if (this.#waiting.length > mostWaiting) this.#waiting.shift();
      if (!this.#modelComes) this.#listener.onError(noModel());
    } else {
      this.#read(id, window, dueMs, cut);
    }
  }

  /** Resolves when everything given so far has been read, or waits for a model. */
  idle(): Promise<void> {
    return this.#queue;
  }

  #read(id: number, window: SampleWindow, dueMs: number, cut: boolean): void {
    this.#enqueue(async (recognizer) => {
      const ahead = this.#ahead;
      this.#ahead = undefined;
      const before = this.#before;
      const known =
        ahead?.recognizer === recognizer && ahead.before === before && isSame(ahead.window, window);
      const recognition = known
        ? ahead.recognition
        : await recognizer.recognize(window, { before });
      this.textBefore(`${this.#before} ${recognition.text}`.trim());
      this.#emit(id, window, recognition, true, cut);
      this.#listener.onLatency(this.#now() - dueMs);
    });
  }

  #enqueue(work: (recognizer: WindowRecognizer) => Promise<void>): void {
    this.#pending += 1;
    this.#queue = this.#queue.then(async () => {
      try {
        if (this.#recognizer === undefined) throw noModel();
        await work(this.#recognizer);
      } catch (error) {
        this.#listener.onError(error);
      } finally {
        this.#pending -= 1;
      }
    });
  }

  #emit(
    id: number,
    window: SampleWindow,
    recognition: Recognition,
    committed: boolean,
    cut = false,
  ): void {
    const endMs = window.startMs + (window.length * 1000) / window.rateHz;
    const { startMs } = window;
    const shown = cut ? withCutEnds(recognition) : recognition;
    const segment = { id, startMs, endMs, recognition: shown, committed, ...(cut && { cut }) };
    this.#listener.onSegment(segment, window);
  }
}

/** The hole is before the first word or behind the last: which of them it cut is not known. */
function withCutEnds(recognition: Recognition): Recognition {
  const last = recognition.words.length - 1;
  const words = recognition.words.map((word, at) =>
    at === 0 || at === last ? { ...word, cut: true as const } : word,
  );
  return { ...recognition, words };
}

/** A calibration that came meanwhile changes the values. */
function isSame(first: SampleWindow, second: SampleWindow): boolean {
  return (
    first.startMs === second.startMs &&
    first.length === second.length &&
    first.mask === second.mask &&
    first.values.every((value, index) => value === second.values[index])
  );
}
