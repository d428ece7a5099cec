import { channelCount } from '../contract/sensors.ts';
import type { SessionWriter } from '../data/sessions/session-writer.ts';
import type { RememberedPiece } from './piece-memory.ts';

/** Keeps what the user corrected, with its samples, in a session of its own. */
export class CorrectionJournal {
  #writer: Promise<SessionWriter> | undefined;
  readonly #kept = new Set<number>();

  /** @param open makes the session; called at the first correction */
  constructor(private readonly open: () => Promise<SessionWriter>) {}

  /**
   * @param text what the piece says; empty: that it was no writing. The newest of a piece counts.
   * @throws UserError when nothing can be written
   */
  async add({ segment, window }: RememberedPiece, text: string): Promise<void> {
    const writer = await (this.#writer ??= this.open().catch((error: unknown) => {
      this.#writer = undefined;
      throw error;
    }));
    if (!this.#kept.has(segment.id)) {
      this.#kept.add(segment.id);
      const stepMs = 1000 / window.rateHz;
      for (let i = 0; i < window.length; i += 1) {
        const timeMs = window.startMs + i * stepMs;
        const values = window.values.subarray(i * channelCount, (i + 1) * channelCount);
        writer.sample({ timeMs, mask: window.mask, values }, timeMs);
      }
      writer.event('segment', segment);
    }
    writer.event('correction', { id: segment.id, text });
  }

  async close(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    this.#kept.clear();
    await (await writer)?.close();
  }
}
