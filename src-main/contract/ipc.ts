import type { Failure, Reply } from './failure.ts';
import type { Alert } from './alerts.ts';
import type { ComputeReport } from './compute.ts';
import { experimentRequestChannels, type ExperimentRequests } from './experiments.ts';
import type { LiveSamples, LiveStatus } from './live.ts';
import type { PenAddress, PenListing } from './pens.ts';
import type { PromptedState } from './prompts.ts';
import type { SensorCalibrationState } from './sensor-calibration.ts';
import type { Settings, SettingsChange } from './settings.ts';
import type { TextSegment } from './text.ts';
import {
  writerRequestChannels,
  type AdaptationState,
  type WriterRequests,
} from './writer-requests.ts';

/** What the window may ask of the main process; each takes at most one payload. */
export interface Requests extends WriterRequests, ExperimentRequests {
  /** Everything a fresh window needs to show the running session. */
  openWindow: () => WindowState;
  listPens: () => readonly PenListing[];
  /** What is heard now; listening goes on for some seconds after the last call. */
  listBluetoothPens: () => readonly PenListing[];
  /** Kinds of pens that can be chosen. */
  listPenProfiles: () => PenProfileList;
  connectPen: (address: PenAddress) => void;
  disconnectPen: () => void;
  /** Lets the user choose a file; undefined when they think better of it. */
  chooseRecordingFile: () => string | undefined;
  listModels: () => readonly ModelSummary[];
  selectModel: (name: string) => void;
  correctWord: (correction: WordCorrection) => void;
  clearText: () => void;
  /** Takes back the last `clearText`. */
  restoreText: () => void;
  /** Brings back the text of the session before this one. */
  recoverDraft: () => void;
  copyText: () => void;
  /** @returns the file written, undefined when the user thinks better of it */
  saveText: () => string | undefined;
  startRecording: () => void;
  stopRecording: () => void;
  listRecordings: () => readonly RecordingSummary[];
  /** Writes OnHW CSV files into a folder the user chooses. */
  exportRecording: (name: string) => string | undefined;
  /** Puts a recording into the trash; `restoreRecording` brings it back while the app runs. */
  deleteRecording: (name: string) => void;
  restoreRecording: (name: string) => void;
  /** An empty title takes the name away. */
  renameRecording: (renaming: RecordingRenaming) => void;
  /** What deleted recordings there are, and how much room they take. */
  readTrash: () => TrashContent;
  /** Deletes them for good. */
  emptyTrash: () => void;
  revealRecordings: () => void;
  changeSettings: (change: SettingsChange) => Settings;
  readDiagnostics: () => Diagnostics;
  /** Tries every way to run networks again; takes up to some minutes. */
  surveyCompute: () => void;
  copyDiagnostics: () => void;
  revealLog: () => void;
}

/** Channel names, one for each request. */
export const requestChannels = {
  openWindow: 'window:open',
  listPens: 'pen:list',
  listBluetoothPens: 'pen:list-bluetooth',
  listPenProfiles: 'pen:list-profiles',
  connectPen: 'pen:connect',
  disconnectPen: 'pen:disconnect',
  chooseRecordingFile: 'recording:choose-file',
  listModels: 'model:list',
  selectModel: 'model:select',
  correctWord: 'text:correct-word',
  clearText: 'text:clear',
  restoreText: 'text:restore',
  recoverDraft: 'text:recover-draft',
  copyText: 'text:copy',
  saveText: 'text:save',
  startRecording: 'recording:start',
  stopRecording: 'recording:stop',
  listRecordings: 'recording:list',
  exportRecording: 'recording:export',
  deleteRecording: 'recording:delete',
  restoreRecording: 'recording:restore',
  renameRecording: 'recording:rename',
  readTrash: 'recording:read-trash',
  emptyTrash: 'recording:empty-trash',
  revealRecordings: 'recording:reveal',
  changeSettings: 'settings:change',
  readDiagnostics: 'diagnostics:read',
  surveyCompute: 'compute:survey',
  copyDiagnostics: 'diagnostics:copy',
  revealLog: 'diagnostics:reveal-log',
  ...writerRequestChannels,
  ...experimentRequestChannels,
} as const satisfies Record<keyof Requests, string>;

/** What the main process tells the window without being asked. */
export interface WindowEvents {
  /** What happened since the last batch; every 40 ms while there is anything to tell. */
  live: LiveBatch;
}

export const eventChannels = {
  live: 'live:batch',
} as const satisfies Record<keyof WindowEvents, string>;

export interface LiveBatch {
  readonly status?: LiveStatus;
  readonly samples?: readonly LiveSamples[];
  /** New and changed pieces of writing. */
  readonly segments?: readonly TextSegment[];
  /** The whole text, when it was replaced: cleared, restored, recovered. */
  readonly text?: readonly TextSegment[];
  /** All standing alerts, when they changed. */
  readonly alerts?: readonly StandingAlert[];
  /** Where the prompted session stands; `ended` when there is none any more. */
  readonly prompted?: PromptedState | 'ended';
  readonly calibration?: SensorCalibrationState;
  readonly adaptation?: AdaptationState;
  /** Something about a writer has changed that lists and details show. */
  readonly writersChanged?: true;
}

export interface StandingAlert extends Alert {
  /** Milliseconds since 1970. */
  readonly since: number;
}

export interface WindowState {
  readonly settings: Settings;
  readonly status: LiveStatus;
  readonly text: readonly TextSegment[];
  readonly alerts: readonly StandingAlert[];
  /** Words in the text of the session before this one, which `recoverDraft` brings back. */
  readonly draftWords: number;
  readonly version: string;
  readonly platform: string;
  readonly prompted?: PromptedState;
  readonly adaptation?: AdaptationState;
}

export interface PenProfileList {
  readonly profiles: readonly PenProfileSummary[];
  /** Why files of the user's profile folder cannot be used. */
  readonly problems: readonly Failure[];
}

export interface PenProfileSummary {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly baudRate?: number;
  readonly transport: 'serial' | 'ble' | 'any';
}

export interface ModelSummary {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

export interface RecordingSummary {
  readonly name: string;
  /** The folder or file to replay. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly pen: string;
  readonly text: string;
  /** What the user called it. */
  readonly title?: string;
  /** The process that wrote it was killed; what was written until then was saved. */
  readonly recovered: boolean;
}

export interface RecordingRenaming {
  readonly name: string;
  readonly title: string;
}

export interface TrashContent {
  readonly count: number;
  readonly bytes: number;
}

export interface WordCorrection {
  readonly segment: string;
  /** Index of the word in its segment. */
  readonly word: number;
  /** An empty text takes the word out. */
  readonly text: string;
}

export interface Diagnostics {
  /** Name → version. */
  readonly versions: Readonly<Record<string, string>>;
  readonly status: LiveStatus;
  readonly events: readonly LoggedEvent[];
  readonly logFile: string;
  readonly home: string;
  /** From the start of the process until the window could be used, ms. */
  readonly startupMs: number;
  /** Missing while no model is loaded. */
  readonly compute?: ComputeReport;
}

export interface LoggedEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly severity: 'information' | 'warning' | 'error';
  readonly text: string;
}

export type RequestName = keyof Requests;
export type RequestPayload<K extends RequestName> = Parameters<Requests[K]>;
export type RequestValue<K extends RequestName> = ReturnType<Requests[K]>;

/** What the preload script puts on `window.quillwave`: exactly the contract, nothing else. */
export interface Bridge {
  readonly requests: {
    readonly [K in RequestName]: (...payload: RequestPayload<K>) => Promise<Reply<RequestValue<K>>>;
  };
  /** Registers a listener; the returned function takes it away. */
  readonly events: {
    readonly [K in keyof WindowEvents]: (
      listener: (payload: WindowEvents[K]) => void,
    ) => () => void;
  };
}
