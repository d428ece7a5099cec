import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { TextSegment } from '../../contract/text.ts';
import { writeFileAtomic } from '../../data/files/atomic-file.ts';

const delayMs = 500;
const word = v.object({
  text: v.string(),
  corrected: v.exactOptional(v.string()),
  startMs: v.number(),
  endMs: v.number(),
  confidence: v.number(),
  alternatives: v.array(v.object({ text: v.string(), confidence: v.number() })),
});
const draft = v.array(
  v.object({
    key: v.string(),
    startMs: v.number(),
    endMs: v.number(),
    committed: v.literal(true),
    words: v.array(word),
  }),
);

/**
 * Keeps the text on disk while it grows, so that a crash or a hasty quit loses at most half a
 * second of it. The text of the session before is read at the start and offered, not forced.
 */
export class Draft {
  #timer: NodeJS.Timeout | undefined;
  #waiting: readonly TextSegment[] | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly file: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** The text of the session before this one; empty when there is none or it cannot be read. */
  async previous(): Promise<readonly TextSegment[]> {
    try {
      const segments = v.parse(draft, JSON.parse(await readFile(this.file, 'utf8')));
      // Keys of another session must not meet those of this one.
      return segments.map((segment) => ({ ...segment, key: `before-${segment.key}` }));
    } catch {
      return [];
    }
  }

  keep(segments: readonly TextSegment[]): void {
    this.#waiting = segments.filter(({ committed, words }) => committed && words.length > 0);
    this.#timer ??= setTimeout(() => void this.flush(), delayMs);
  }

  /** Writes what waits; resolves when it is on disk. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const segments = this.#waiting;
    this.#waiting = undefined;
    if (segments === undefined) return this.#writing;
    this.#writing = this.#writing
      .then(() => writeFileAtomic(this.file, JSON.stringify(segments)))
      .catch((error: unknown) => this.onError(error));
    return this.#writing;
  }
}
