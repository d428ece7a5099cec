export const usualPauseMs = 600;

export interface SegmenterOptions {
  /** A pause of this length ends a piece of writing, ms. Default 600. */
  readonly pauseMs?: number;
  /** Kept before the first and after the last activity, ms. Default 120. */
  readonly marginMs?: number;
  /** Pieces with less activity than this are taken for a touch or a bump, ms. Default 60. */
  readonly minimumActivityMs?: number;
  /** A longer piece is cut at its longest rest, ms. Default 30,000. */
  readonly maximumMs?: number;
}

export interface SegmentListener {
  /** Writing has begun; the piece starts at uniform index `start`. */
  onSegmentStart(start: number): void;
  /**
   * The piece [start, end) is complete.
   * @param cut whether a hole in the stream, not a pause, is before or behind it: a word may lack a part
   */
  onSegmentEnd(start: number, end: number, cut: boolean): void;
}

/** Cuts the uniform stream into pieces of writing at pauses. Indices are those of the sample ring. */
export class Segmenter {
  readonly #pause: number;
  readonly #margin: number;
  readonly #minimumActivity: number;
  readonly #maximum: number;
  readonly #settle: number;
  readonly #listener: SegmentListener;
  #previousEnd = 0;
  /** Where the stream last had a hole; writing that begins there may have begun before. */
  #hole = -Infinity;
  #cutBefore = false;
  #start = -1;
  #announced = false;
  #lastActive = -1;
  #latest = -1;
  #activity = 0;
  /** The longest rest inside the piece, where an overlong one is cut. */
  #restEnd = -1;
  #restLength = 0;
  #activityAfterRest = 0;

  constructor(rateHz: number, listener: SegmentListener, options: SegmenterOptions = {}) {
    const samples = (milliseconds: number) => Math.round((milliseconds * rateHz) / 1000);
    this.#pause = samples(options.pauseMs ?? usualPauseMs);
    this.#margin = samples(options.marginMs ?? 120);
    this.#minimumActivity = samples(options.minimumActivityMs ?? 60);
    this.#maximum = samples(options.maximumMs ?? 30_000);
    this.#settle = Math.max(this.#margin, Math.ceil(this.#pause / 2));
    this.#listener = listener;
  }

  /** Whether a piece of writing is open that is more than a bump. */
  get writing(): boolean {
    return this.#announced;
  }

  /** [start, end) of the open piece so far, if one is open. */
  get open(): { readonly start: number; readonly end: number } | undefined {
    if (!this.#announced) return undefined;
    return { start: this.#start, end: this.#lastActive + 1 };
  }

  /**
   * [start, end) of the open piece as it will be given out if nothing more is written; undefined
   * before half of the pause is over.
   */
  get settled(): { readonly start: number; readonly end: number } | undefined {
    if (!this.#announced || this.#latest - this.#lastActive < this.#settle) return undefined;
    return { start: this.#start, end: this.#lastActive + 1 + this.#margin };
  }

  push(index: number, active: boolean): void {
    this.#latest = index;
    if (active) this.#onActive(index);
    else if (this.#start >= 0 && index - this.#lastActive >= this.#pause) this.#finish(index + 1);
  }

  /**
   * Ends the open piece now: the stream was interrupted or has ended after `end` readings. What
   * comes next is another time: no margin reaches back over the hole.
   * @param hole whether readings are missing here
   */
  flush(end: number, hole = false): void {
    const resting = end - 1 - this.#lastActive;
    if (this.#start >= 0) this.#finish(end, hole && resting < this.#margin);
    this.#previousEnd = end;
    if (hole) this.#hole = end;
  }

  #onActive(index: number): void {
    if (this.#start < 0) {
      this.#start = Math.max(this.#previousEnd, index - this.#margin);
      this.#cutBefore = index - this.#hole < this.#margin;
      this.#activity = 0;
      this.#restLength = 0;
      this.#activityAfterRest = 0;
    } else {
      const rest = index - this.#lastActive;
      if (rest > this.#restLength) {
        this.#restLength = rest;
        this.#restEnd = index;
        this.#activityAfterRest = 0;
      }
    }
    this.#activity += 1;
    this.#activityAfterRest += 1;
    this.#lastActive = index;
    this.#announce();
    if (index - this.#start >= this.#maximum) this.#cut(index);
  }

  #announce(): void {
    if (this.#announced || this.#activity < this.#minimumActivity) return;
    this.#announced = true;
    this.#listener.onSegmentStart(this.#start);
  }

  #finish(available: number, cutBehind = false): void {
    const start = this.#start;
    const end = Math.min(available, this.#lastActive + 1 + this.#margin);
    const announced = this.#announced;
    this.#start = -1;
    this.#announced = false;
    // What was too short to be writing is dropped without a word.
    if (!announced) return;
    this.#previousEnd = end;
    this.#listener.onSegmentEnd(start, end, cutBehind || this.#cutBefore);
  }

  /** Writing without a pause: what lies before the longest rest is given out, the rest goes on. */
  #cut(index: number): void {
    if (this.#restLength <= 1) {
      // Nothing active lies behind the cut yet: what follows is a piece of its own.
      this.#finish(index + 1);
      return;
    }
    // With the margins that any two pieces have, as far as the rest leaves room for both.
    const middle = this.#restEnd - Math.ceil(this.#restLength / 2);
    const end = Math.min(middle, this.#restEnd - this.#restLength + 1 + this.#margin);
    const start = this.#start;
    const announced = this.#announced;
    this.#start = Math.max(middle, this.#restEnd - this.#margin);
    this.#previousEnd = end;
    this.#activity = this.#activityAfterRest;
    this.#restLength = 0;
    this.#announced = false;
    if (announced) this.#listener.onSegmentEnd(start, end, this.#cutBefore);
    this.#cutBefore = false;
    this.#announce();
  }
}
