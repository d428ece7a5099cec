import type { LiveSegment } from '../contract/live.ts';
import type { PromptItem, PromptedState, PromptPhase, TakeProblem } from '../contract/prompts.ts';
import type { PenSample } from '../contract/sensors.ts';
import type { TakeEvent } from '../data/sessions/session-format.ts';
import type { SessionWriter } from '../data/sessions/session-writer.ts';
import { promptItem, type PromptedFolder } from '../data/writers/prompted-sessions.ts';
import { SampleTrail } from '../signal/sample-trail.ts';
import type { StreamTap } from './stream-tap.ts';
import { errorsOf, reviewTake } from './take-review.ts';

export interface PromptedSessionOptions {
  readonly writer: string;
  readonly folder: PromptedFolder;
  /** What has become of the prompts so far. */
  readonly items: readonly PromptItem[];
  /** Opens the next part of the session's journal, for the pen that is open now. */
  readonly openPart: () => Promise<SessionWriter>;
  readonly onState: (state: PromptedState) => void;
  readonly onError: (error: unknown) => void;
}

/** A stroke that comes so soon after a take belongs to it: a dot, a bar; ms. */
const lateStrokeMs = 2500;

interface Take {
  readonly id: number;
  readonly segment: LiveSegment;
  readonly problems: readonly TakeProblem[];
}

/**
 * A person writes prompt after prompt. Every take is in the journal before anybody is asked about it,
 * labelled by its prompt when it seems good, so that a program that dies loses nothing.
 */
export class PromptedSession implements StreamTap {
  readonly #options: PromptedSessionOptions;
  readonly #trail = new SampleTrail();
  readonly #items: PromptItem[];
  #part: SessionWriter | undefined;
  #opening: Promise<void> = Promise.resolve();
  #current: number | undefined;
  #phase: PromptPhase = 'waiting';
  #reading = '';
  #take: Take | undefined;
  /** Pieces that began before belong to no prompt. */
  #readyMs: number | undefined;
  #closed = false;

  constructor(options: PromptedSessionOptions) {
    this.#options = options;
    this.#items = [...options.items];
    this.#current = this.#next(-1);
    if (this.#current === undefined) this.#phase = 'done';
  }

  get state(): PromptedState {
    const { folder, writer } = this.#options;
    const kept = this.#items.filter(({ state }) => state === 'kept');
    const written = new Set(Array.from(kept.map((item) => item.written ?? item.text).join('')));
    return {
      session: folder.session,
      writer,
      prompts: [...this.#items],
      ...(this.#current === undefined ? {} : { current: this.#current }),
      phase: this.#phase,
      reading: this.#reading,
      problems: this.#take?.problems ?? [],
      covered: folder.plan.characters.filter((character) => written.has(character)).length,
      characters: folder.plan.characters.length,
    };
  }

  /** @throws UserError when nothing can be written */
  async begin(): Promise<void> {
    this.#part = await this.#options.openPart();
    this.#emit();
  }

  onPen(): void {
    // Another pen has other bytes: they go into a part of their own.
    const previous = this.#part;
    this.#part = undefined;
    this.#readyMs = undefined;
    this.#opening = this.#opening
      .then(async () => {
        await previous?.close();
        if (!this.#closed) this.#part = await this.#options.openPart();
      })
      .catch((error: unknown) => this.#options.onError(error));
  }

  onBytes(chunk: Uint8Array, arrivalMs: number): void {
    this.#part?.bytes(chunk, arrivalMs);
  }

  onSample(sample: PenSample, arrivalMs: number): void {
    // What the pen was writing when the session began, or when it was plugged in, is no take.
    this.#readyMs ??= sample.timeMs;
    this.#trail.push(sample);
    this.#part?.sample(sample, arrivalMs);
  }

  onSegment(segment: LiveSegment): void {
    // Before the first sample, only what was written earlier can end.
    if (this.#readyMs === undefined || segment.startMs < this.#readyMs) return;
    if (this.#current === undefined) return;
    if (segment.committed) this.#takeUp(this.#current, segment);
    else if (this.#phase !== 'review') {
      this.#phase = 'writing';
      this.#reading = segment.recognition.text;
    }
    this.#emit();
  }

  /** The take counts as the prompt, whatever seemed wrong with it; on to the next. */
  accept(): void {
    this.wrote(this.#items[this.#current ?? -1]?.text ?? '');
  }

  /** The take counts as this text; on to the next. */
  wrote(text: string): void {
    const trimmed = text.normalize('NFC').trim();
    if (this.#current === undefined || this.#take === undefined || trimmed === '') return;
    this.#judge(this.#current, 'kept', this.#take, trimmed);
    this.#show(this.#next(this.#current));
  }

  /** The prompt is written again. */
  redo(): void {
    if (this.#current === undefined) return;
    if (this.#take !== undefined) this.#judge(this.#current, 'rejected', this.#take);
    this.#show(this.#current);
  }

  /** On to the next; a take of this prompt does not count. */
  skip(): void {
    if (this.#current === undefined) return;
    this.#judge(this.#current, 'skipped', this.#take);
    this.#show(this.#next(this.#current));
  }

  /** Shows another prompt, one that is done too. */
  goTo(index: number): void {
    if (this.#items[index] !== undefined) this.#show(index);
  }

  /** Puts everything on the disk. The session can be gone on with at any time. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#opening;
    await this.#part?.close();
    this.#part = undefined;
  }

  #takeUp(index: number, piece: LiveSegment): void {
    const prompt = this.#items[index]!.text;
    const before = this.#take;
    const late =
      before !== undefined && piece.startMs - before.segment.endMs < lateStrokeMs
        ? before
        : undefined;
    const segment = late === undefined ? piece : this.#joined(late, piece, prompt);
    const reading = segment.recognition.text;
    const problems = reviewTake({
      prompt,
      reading,
      samples: this.#trail.between(segment.startMs, segment.endMs),
      usual: this.#items.flatMap((item) =>
        item.state === 'kept' && item.reading !== undefined
          ? [errorsOf(item.written ?? item.text, item.reading)]
          : [],
      ),
    });
    if (before !== undefined) this.#part?.event('correction', { id: before.id, text: '' });
    this.#part?.event('segment', segment);
    this.#take = { id: segment.id, segment, problems };
    this.#reading = reading;
    this.#phase = 'review';
    this.#judge(index, problems.length === 0 ? 'kept' : 'doubtful', this.#take, prompt);
  }

  /** A dot or bar that came late is part of the take before it; more than that is a new attempt. */
  #joined({ segment: before }: Take, piece: LiveSegment, prompt: string): LiveSegment {
    const short = piece.endMs - piece.startMs < 0.4 * (before.endMs - before.startMs);
    if (!short || errorsOf(prompt, piece.recognition.text) < 0.5) return piece;
    return { ...piece, startMs: before.startMs, recognition: before.recognition };
  }

  #judge(
    index: number,
    verdict: TakeEvent['verdict'],
    take: Take | undefined,
    text?: string,
  ): void {
    const event: TakeEvent = {
      prompt: index,
      verdict,
      ...(take === undefined
        ? {}
        : { id: take.id, problems: take.problems.map(({ code }) => code) }),
      ...(text === undefined ? {} : { text }),
    };
    if (take !== undefined) {
      // The label that every reader of the journal understands; empty: not to be learnt from.
      this.#part?.event('correction', {
        id: take.id,
        text: verdict === 'kept' ? (text ?? '') : '',
      });
    }
    this.#part?.event('take', event);
    const prompt = this.#items[index]!.text;
    this.#items[index] = promptItem(prompt, event, take?.segment.recognition.text);
  }

  /** The next open prompt, else the next doubtful one. */
  #next(after: number): number | undefined {
    const order = this.#items.map((_, i) => (after + 1 + i) % this.#items.length);
    return (
      order.find((i) => this.#items[i]!.state === 'open') ??
      order.find((i) => i !== after && this.#items[i]!.state === 'doubtful')
    );
  }

  #show(index: number | undefined): void {
    this.#current = index;
    this.#take = undefined;
    this.#reading = '';
    this.#phase = index === undefined ? 'done' : 'waiting';
    const { lastMs } = this.#trail;
    this.#readyMs = lastMs === -Infinity ? undefined : lastMs;
    this.#emit();
  }

  #emit(): void {
    this.#options.onState(this.state);
  }
}
