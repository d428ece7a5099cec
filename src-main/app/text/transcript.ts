import type { WordCorrection } from '../../contract/ipc.ts';
import type { LiveSegment } from '../../contract/live.ts';
import type { TextSegment, TextWord } from '../../contract/text.ts';

/**
 * The text of this session. It lives in the main process, so that neither a crash of the window
 * nor one of the reading process takes a word away.
 */
export class Transcript {
  #segments: TextSegment[] = [];
  #cleared: TextSegment[] | undefined;

  get segments(): readonly TextSegment[] {
    return this.#segments;
  }

  /**
   * Takes in what the reading process says of a piece.
   * @param epoch tells apart reading processes, which count their pieces from 0 each
   * @returns the piece as it stands in the text; undefined when nothing changes: what is committed
   *   never changes by itself
   */
  apply(epoch: number, segment: LiveSegment): TextSegment | undefined {
    const key = `${epoch}.${segment.id}`;
    const index = this.#segments.findIndex((known) => known.key === key);
    if (index >= 0 && this.#segments[index]!.committed) return undefined;
    const { startMs, endMs, committed, recognition } = segment;
    const next: TextSegment = { key, startMs, endMs, committed, words: recognition.words };
    if (index >= 0) this.#segments[index] = next;
    else this.#segments.push(next);
    return next;
  }

  /** @returns the changed piece; undefined when there is no such word or it may still change */
  correct({ segment, word, text }: WordCorrection): TextSegment | undefined {
    const index = this.#segments.findIndex((known) => known.key === segment);
    const known = this.#segments[index];
    const previous = known?.words[word];
    if (known?.committed !== true || previous === undefined) return undefined;
    const changed: TextWord = { ...previous, corrected: text };
    if (text === previous.text) delete (changed as { corrected?: string }).corrected;
    const next = { ...known, words: known.words.with(word, changed) };
    this.#segments[index] = next;
    return next;
  }

  /** Takes all committed pieces away; the one being written stays. */
  clear(): void {
    const committed = this.#segments.filter((segment) => segment.committed);
    if (committed.length === 0) return;
    this.#cleared = committed;
    this.#segments = this.#segments.filter((segment) => !segment.committed);
  }

  /** Takes back the last `clear`; what was written since stays, behind it. */
  restore(): void {
    if (this.#cleared === undefined) return;
    this.prepend(this.#cleared);
    this.#cleared = undefined;
  }

  /** Puts pieces of an earlier session before the text. */
  prepend(segments: readonly TextSegment[]): void {
    this.#segments = [...segments, ...this.#segments];
  }
}
