import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { SensorMask } from '../../contract/sensors.ts';
import { replaceFile, writeDurably } from '../files/atomic-file.ts';
import type { RecordedSamples } from './sample-block.ts';
import {
  eventPayload,
  summaryName,
  type SessionConfiguration,
  type SessionEvent,
} from './session-format.ts';

const count = v.pipe(v.number(), v.minValue(0));

/** `session.json`: what a list shows. All but the title is derived from the journal. */
export const summarySchema = v.object({
  format: v.literal('quillwave-session'),
  version: v.literal(1),
  /** The user's own name for it. */
  title: v.optional(v.string()),
  /**
   * - `complete`: closed in order
   * - `interrupted`: stopped by a failing disk
   * - `recovered`: its process died; put in order afterwards
   */
  state: v.picklist(['complete', 'interrupted', 'recovered']),
  startedAt: v.string(),
  /** From the first arrival of a sample to the last; without samples, of bytes. */
  durationMs: count,
  /** Size of the journal that this was derived from. */
  journalBytes: count,
  rawBytes: count,
  samples: count,
  mask: count,
  pen: v.string(),
  model: v.optional(v.string()),
  writer: v.optional(v.string()),
  pieces: count,
  /** What was read, as corrected. */
  text: v.string(),
  /** Bytes that belong to no intact record. */
  damagedBytes: v.optional(count),
});
export type SessionSummary = v.InferOutput<typeof summarySchema>;

/** Gathers the summary while a session is written or read. */
export class SummaryBuilder {
  #configuration: SessionConfiguration | undefined;
  readonly #ofBytes = new Span();
  readonly #ofSamples = new Span();
  #rawBytes = 0;
  #samples = 0;
  #mask: SensorMask = 0;
  readonly #pieces = new Map<number, string>();
  readonly #pens = new Set<string>();

  configuration(configuration: SessionConfiguration): void {
    this.#configuration = configuration;
    if (configuration.pen !== '') this.#pens.add(configuration.pen);
  }

  bytes(length: number, arrivalMs: number): void {
    this.#rawBytes += length;
    this.#ofBytes.add(arrivalMs);
  }

  sample({ mask }: { readonly mask: SensorMask }, arrivalMs: number): void {
    this.#samples++;
    this.#mask |= mask;
    this.#ofSamples.add(arrivalMs);
  }

  samples({ mask, count, arrivalsMs }: RecordedSamples): void {
    this.#samples += count;
    this.#mask |= mask;
    if (count > 0) {
      this.#ofSamples.add(arrivalsMs[0]!);
      this.#ofSamples.add(arrivalsMs[count - 1]!);
    }
  }

  event(event: SessionEvent): void {
    const pen = eventPayload(event, 'pen')?.pen ?? '';
    if (pen !== '') this.#pens.add(pen);
    const segment = eventPayload(event, 'segment');
    if (segment?.committed) this.#pieces.set(segment.id, segment.recognition.text);
    const correction = eventPayload(event, 'correction');
    if (correction && this.#pieces.has(correction.id)) {
      this.#pieces.set(correction.id, correction.text);
    }
  }

  /** Bytes of a replayed recording carry its clock, not that of the samples: the two do not mix. */
  get durationMs(): number {
    return (this.#samples > 0 ? this.#ofSamples : this.#ofBytes).lengthMs;
  }

  counts(): { rawBytes: number; samples: number } {
    return { rawBytes: this.#rawBytes, samples: this.#samples };
  }

  build(
    facts: Pick<SessionSummary, 'state' | 'journalBytes' | 'title' | 'damagedBytes'>,
  ): SessionSummary {
    const { startedAt = '', model, writer } = this.#configuration ?? {};
    const pen = [...this.#pens].join(', ');
    return {
      format: 'quillwave-session',
      version: 1,
      ...facts,
      startedAt,
      durationMs: this.durationMs,
      ...this.counts(),
      mask: this.#mask,
      pen,
      ...(model !== undefined && { model }),
      ...(writer !== undefined && { writer }),
      pieces: this.#pieces.size,
      text: [...this.#pieces.values()].filter((text) => text !== '').join(' '),
    };
  }
}

class Span {
  #first = Infinity;
  #last = -Infinity;

  add(timeMs: number): void {
    if (timeMs < this.#first) this.#first = timeMs;
    if (timeMs > this.#last) this.#last = timeMs;
  }

  get lengthMs(): number {
    return Math.max(0, this.#last - this.#first);
  }
}

/** @returns undefined when there is none or it is not what this program writes */
export async function readSummary(folder: string): Promise<SessionSummary | undefined> {
  try {
    return v.parse(summarySchema, JSON.parse(await readFile(join(folder, summaryName), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Does not make the folder: one that has gone is not to come back empty. @throws UserError */
export function writeSummary(folder: string, summary: SessionSummary): Promise<void> {
  const text = `${JSON.stringify(summary, undefined, 2)}\n`;
  return replaceFile(join(folder, summaryName), (temporary) => writeDurably(temporary, text));
}
