import * as v from 'valibot';
import type { Alert } from '../../contract/alerts.ts';
import type { LiveSegment } from '../../contract/live.ts';
import type { PenInformation, PenPresence, StreamStatistics } from '../../contract/pens.ts';

export const journalName = 'journal.qwj';
export const summaryName = 'session.json';
export const lockName = 'writing.lock';

/** What the session was recorded with; first record of every journal. */
export interface SessionConfiguration {
  /** Version of the app. */
  readonly app: string;
  /** As `formatPenAddress` writes it. */
  readonly pen: string;
  /** The whole pen profile, so that the raw bytes can be decoded again whatever becomes of it. */
  readonly profile?: unknown;
  readonly information?: PenInformation;
  readonly model?: string;
  readonly writer?: string;
  /** Wall clock of the start, ISO 8601. */
  readonly startedAt: string;
  /** Host monotonic clock at that moment, ms: places every arrival on the wall clock. */
  readonly clockMs: number;
}

/** What happened besides bytes and samples. A reader passes over types it does not know. */
export interface SessionEvents {
  /** A committed piece of writing; its times are on the clock of the samples. */
  segment: LiveSegment;
  /** What the user says a piece says; empty: that it was no writing. */
  correction: { readonly id: number; readonly text: string };
  /** The user found the text of a piece right. */
  confirmation: { readonly id: number };
  /** What became of a prompt in a prompted session; the newest of a prompt counts. */
  take: TakeEvent;
  /** Another pen: the bytes behind it are its own. */
  pen: PenEvent;
  presence: { readonly presence: PenPresence };
  information: PenInformation;
  statistics: StreamStatistics;
  alert: Alert;
  'alert-cleared': { readonly code: string };
  model: { readonly name: string };
  /** Records that were lost because the disk was too slow. */
  loss: { readonly records: number; readonly bytes: number };
}
export type SessionEventType = keyof SessionEvents;

/** What a configuration says of its pen. */
export type PenEvent = Pick<SessionConfiguration, 'pen' | 'profile'>;

export interface TakeEvent {
  /** Index in the list of prompts. */
  readonly prompt: number;
  /**
   * - `kept`: what stands in `text` was written, the prompt or what the user says
   * - `doubtful`: the program found something wrong with it, and the user has not said otherwise
   * - `rejected`: the user writes it again
   * - `skipped`: the user does not want to write it; has no piece
   */
  readonly verdict: 'kept' | 'doubtful' | 'rejected' | 'skipped';
  /** Of the piece that was written. */
  readonly id?: number | undefined;
  readonly text?: string | undefined;
  /** Codes of what is wrong with it. */
  readonly problems?: readonly string[] | undefined;
}

export interface SessionEvent {
  readonly type: string;
  readonly payload: unknown;
}

/** Narrows an event of the type to its payload, undefined when it is another or malformed. */
export function eventPayload<T extends 'segment' | 'correction' | 'confirmation' | 'take' | 'pen'>(
  event: SessionEvent,
  type: T,
): SessionEvents[T] | undefined {
  if (event.type !== type) return undefined;
  const parsed = v.safeParse(payloads[type], event.payload);
  return parsed.success ? (parsed.output as SessionEvents[T]) : undefined;
}

const word = v.object({
  text: v.string(),
  startMs: v.number(),
  endMs: v.number(),
  confidence: v.number(),
  alternatives: v.array(v.object({ text: v.string(), confidence: v.number() })),
});
const payloads = {
  segment: v.object({
    id: v.number(),
    startMs: v.number(),
    endMs: v.number(),
    committed: v.boolean(),
    recognition: v.object({
      text: v.string(),
      confidence: v.number(),
      words: v.fallback(v.array(word), []),
    }),
  }),
  correction: v.object({ id: v.number(), text: v.string() }),
  confirmation: v.object({ id: v.number() }),
  pen: v.object({ pen: v.string(), profile: v.optional(v.unknown()) }),
  take: v.object({
    prompt: v.number(),
    verdict: v.picklist(['kept', 'doubtful', 'rejected', 'skipped']),
    id: v.optional(v.number()),
    text: v.optional(v.string()),
    problems: v.optional(v.array(v.string())),
  }),
};

export const eventSchema = v.object({ type: v.string(), payload: v.unknown() });

const text = v.fallback(v.optional(v.string()), undefined);
/** Lenient: a snapshot that lacks something must not make a session unreadable. */
export const configurationSchema = v.object({
  app: v.fallback(v.string(), ''),
  pen: v.fallback(v.string(), ''),
  profile: v.optional(v.unknown()),
  information: v.fallback(v.optional(v.looseObject({})), undefined),
  model: text,
  writer: text,
  startedAt: v.fallback(v.string(), ''),
  clockMs: v.fallback(v.number(), 0),
});
