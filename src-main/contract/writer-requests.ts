import type { Failure } from './failure.ts';
import type { AdaptationProgress, AdaptationResult } from './adaptation.ts';
import type { SimulatedRequest } from './pens.ts';
import type { PromptChoice, PromptedSummary, PromptRequest } from './prompts.ts';
import type { CalibrationStep, SensorCalibrationState } from './sensor-calibration.ts';
import type { ModelVersion, NewWriter, Writer, WriterChange } from './writers.ts';

/** What the window may ask for about writers; part of `Requests`. */
export interface WriterRequests {
  listWriters: () => WriterList;
  readWriter: (id: string) => WriterDetails;
  /** @returns the id; the new writer is chosen */
  createWriter: (writer: NewWriter) => string;
  changeWriter: (request: { readonly id: string; readonly change: WriterChange }) => void;
  /** @returns the id of the copy */
  duplicateWriter: (id: string) => string;
  /** @returns what `restoreWriter` wants */
  deleteWriter: (id: string) => string;
  restoreWriter: (trashed: string) => string;
  emptyWritersTrash: () => void;
  /** @returns the file written; undefined when the user thinks better of it */
  exportWriter: (id: string) => string | undefined;
  /** @returns the id; undefined when the user thinks better of it */
  importWriter: () => string | undefined;
  /** Whose writing is read from now on; empty: anybody's. */
  selectWriter: (id: string) => void;
  /** @returns the words as they are kept */
  changeDictionary: (request: {
    readonly id: string;
    readonly words: readonly string[];
  }) => readonly string[];
  /** Has a version read the writer; left out: the model as it came. */
  applyVersion: (request: { readonly id: string; readonly version?: string }) => void;
  deleteVersion: (request: { readonly id: string; readonly version: string }) => void;
  /** Brings a deleted version back; it is not used yet. */
  restoreVersion: (request: { readonly id: string; readonly version: string }) => void;
  /** What a session would ask for, before anything is started. */
  choosePrompts: (request: {
    readonly id: string;
    readonly prompts: PromptRequest;
  }) => PromptChoice;
  startPrompts: (request: { readonly id: string; readonly prompts: PromptRequest }) => void;
  resumePrompts: (request: { readonly id: string; readonly session: string }) => void;
  answerPrompt: (answer: PromptAnswer) => void;
  /** Pauses the session; it can be resumed at any time. */
  leavePrompts: () => void;
  /** Has the simulated pen write or move; refused for any other pen. */
  askSimulatedPen: (request: SimulatedRequest) => void;
  beginCalibration: () => SensorCalibrationState;
  calibrationStep: (step: CalibrationStep) => void;
  /** Keeps what was measured for this writer and the present pen. */
  keepCalibration: (id: string) => void;
  cancelCalibration: () => void;
  startAdaptation: (id: string) => void;
  cancelAdaptation: () => void;
  /** Ends learning with the best version so far, which is then offered. */
  endLearning: () => void;
  keepAdaptation: (id: string) => void;
  discardAdaptation: (id: string) => void;
}

export const writerRequestChannels = {
  listWriters: 'writer:list',
  readWriter: 'writer:read',
  createWriter: 'writer:create',
  changeWriter: 'writer:change',
  duplicateWriter: 'writer:duplicate',
  deleteWriter: 'writer:delete',
  restoreWriter: 'writer:restore',
  emptyWritersTrash: 'writer:empty-trash',
  exportWriter: 'writer:export',
  importWriter: 'writer:import',
  selectWriter: 'writer:select',
  changeDictionary: 'writer:change-dictionary',
  applyVersion: 'writer:apply-version',
  deleteVersion: 'writer:delete-version',
  restoreVersion: 'writer:restore-version',
  choosePrompts: 'prompts:choose',
  startPrompts: 'prompts:start',
  resumePrompts: 'prompts:resume',
  answerPrompt: 'prompts:answer',
  leavePrompts: 'prompts:leave',
  askSimulatedPen: 'pen:ask-simulated',
  beginCalibration: 'calibration:begin',
  calibrationStep: 'calibration:step',
  keepCalibration: 'calibration:keep',
  cancelCalibration: 'calibration:cancel',
  startAdaptation: 'adaptation:start',
  cancelAdaptation: 'adaptation:cancel',
  endLearning: 'adaptation:end',
  keepAdaptation: 'adaptation:keep',
  discardAdaptation: 'adaptation:discard',
} as const satisfies Record<keyof WriterRequests, string>;

export type PromptAnswer =
  | { readonly action: 'accept' | 'redo' | 'skip' | 'end-piece' }
  | { readonly action: 'wrote'; readonly text: string }
  | { readonly action: 'go-to'; readonly prompt: number };

export interface WriterList {
  readonly writers: readonly Writer[];
  /** Deleted ones that can be brought back. */
  readonly trash: readonly string[];
  readonly problems: readonly Failure[];
}

export interface WriterDetails {
  readonly writer: Writer;
  readonly dictionary: readonly string[];
  /** Newest first. */
  readonly versions: readonly ModelVersion[];
  readonly sessions: readonly PromptedSummary[];
  readonly takes: {
    readonly prompts: number;
    readonly corrections: number;
    /** Since the version in use was made; all of them where there is none. */
    readonly fresh: number;
  };
  /** Why adapting now would pay, for people; left out while it would not. */
  readonly suggestion?: string;
  /** Made, better, and not decided on. */
  readonly proposal?: ModelVersion;
}

/** How the adaptation that runs, or ran last, is going. */
export interface AdaptationState {
  /** Id of the writer. */
  readonly writer: string;
  /** `offered`: better, the user decides; `not-better`: nothing to offer. */
  readonly phase: 'preparing' | 'running' | 'offered' | 'not-better' | 'cancelled' | 'failed';
  readonly progress?: AdaptationProgress;
  readonly result?: AdaptationResult;
  readonly failure?: Failure;
}
