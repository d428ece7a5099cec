import type { Alert } from '../contract/alerts.ts';
import type { LiveStatus } from '../contract/live.ts';
import type { PenAddress } from '../contract/pens.ts';
import type { SessionWriter, SessionWriterOptions } from '../data/sessions/session-writer.ts';
import type { PenProfile } from '../pen/profiles.ts';
import type { PenTransport } from '../pen/transport.ts';
import type { ModelNeeds } from '../recognizer/model/model-fit.ts';
import type { PenCalibration } from './pen-stream.ts';
import type { WindowRecognizer } from './segment-reader.ts';

/** A recogniser that is ready to read. */
export interface OpenedModel extends WindowRecognizer {
  readonly name: string;
  /** Where tensors run, for people. */
  readonly engine: string;
  /** Why faster engines are not in use; empty or left out when the fastest is. */
  readonly fallbackReasons?: readonly string[];
  /** Characters that it can write. */
  readonly alphabet?: readonly string[];
  /** What its user should know; they stand until another model is selected. */
  readonly alerts?: readonly Alert[];
  dispose(): Promise<void>;
}

/** A transport that is not opened yet, and how its bytes are read. */
export interface OpenedTransport {
  readonly transport: PenTransport;
  readonly profile: PenProfile;
  /** How long what is played will take, ms; looked for beside the play. @throws UserError */
  readonly length?: (signal: AbortSignal) => Promise<number>;
}

/** What a session cannot know itself: where pens, models and recordings come from. */
export interface LiveSessionParts {
  /** @throws UserError when the address can never work */
  openTransport(address: PenAddress): Promise<OpenedTransport>;
  /**
   * @param onAlert told of what happens to the model while it reads
   * @throws UserError when there is no such model or it is damaged
   */
  openModel(name: string, onAlert: (alert: Alert) => void): Promise<OpenedModel>;
  /** All models that are installed, to say which one fits a pen. Left out: nothing is said. */
  installedModels?(): Promise<readonly ModelNeeds[]>;
  /** @throws UserError when nothing can be written */
  openRecorder(
    snapshot: RecordingSnapshot,
    events: RecorderEvents,
    folder?: string,
  ): Promise<SessionWriter>;
}

/** Whose writing is read. */
export interface LiveWriter {
  readonly id: string;
  readonly name: string;
  /** Of the writer's own models, the one in use. */
  readonly version?: string | undefined;
  /** @param pen address as `formatPenAddress` writes it */
  readonly calibrationOf: (pen: string) => PenCalibration;
}

/** What a recording says of the session it was made in. */
export interface RecordingSnapshot {
  readonly status: LiveStatus;
  readonly profile?: PenProfile;
}

export type RecorderEvents = Pick<
  SessionWriterOptions,
  'onFailure' | 'onAlert' | 'onAlertCleared' | 'flushMs'
>;

/** Of a writer what a status tells. */
export function whoseOf({ id, name, version }: LiveWriter): NonNullable<LiveStatus['writer']> {
  return { id, name, ...(version === undefined ? {} : { version }) };
}
