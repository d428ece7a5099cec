import type { Failure, Reply } from './failure.ts';
import type { Alert } from './alerts.ts';
import type { ComputeReport } from './compute.ts';
import { experimentRequestChannels, type ExperimentRequests } from './experiments.ts';
import type { LiveSamples, LiveStatus } from './live.ts';
import type { PenAddress, PenListing, ReplayControl } from './pens.ts';
import type { GuidedResult, GuidedStep, PenBytes, PenDescription } from './pen-description.ts';
import type { PromptedState } from './prompts.ts';
import type { SensorCalibrationState } from './sensor-calibration.ts';
import type { BuildableDictionary, Settings, SettingsChange } from './settings.ts';
import type { NoteList, NoteUpdate, OpenNote, TextEdit } from './notes.ts';
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
  /** What the pen sends now, and what that is taken for. */
  readPenBytes: () => PenBytes;
  /** Looks at the bytes anew; what is found is used at once. */
  guessPen: (framing: PenDescription['framing'] | undefined) => PenDescription;
  /** Reads the pen so from now on, until it is connected again. */
  describePen: (description: PenDescription) => void;
  /** Watches while its owner holds, tilts, rolls or presses it; takes some seconds. */
  measurePen: (step: GuidedStep) => GuidedResult;
  /** Keeps the description as a profile, with which the pen is read from now on. @returns its id */
  savePen: (description: PenDescription) => string;
  /** Writes a profile into a file that the user chooses. @returns the file */
  exportPenProfile: (id: string) => string | undefined;
  /** Takes up the profile in a file that the user chooses. @returns its id */
  importPenProfile: () => string | undefined;
  disconnectPen: () => void;
  /** Stops a replay, lets it go on, changes its speed. */
  controlReplay: (change: ReplayControl) => void;
  /** Lets the user choose a file; undefined when they think better of it. */
  chooseRecordingFile: () => string | undefined;
  listModels: () => readonly ModelSummary[];
  selectModel: (name: string) => void;
  /** @returns where the caret stands afterwards; undefined when another note is open meanwhile */
  editText: (edit: TextEdit & InNote) => number | undefined;
  /** Takes a word for right as it stands. */
  confirmWord: (word: InNote & { readonly index: number }) => number | undefined;
  /** Moves whole words; as `editText`. */
  moveText: (moving: TextMove & InNote) => number | undefined;
  /** @returns as `editText`; undefined also when there is nothing to take back */
  undoText: () => number | undefined;
  redoText: () => number | undefined;
  /** `undoText` takes it back. */
  clearText: () => void;
  copyText: () => void;
  /** Text, Markdown, HTML or JSON, by the name of the file. @returns the file written */
  exportText: () => string | undefined;
  listNotes: () => NoteList;
  openNote: (id: string) => void;
  /** A new note: the pen writes into it from now on. */
  beginNote: () => void;
  /** An empty title takes the name away. */
  renameNote: (renaming: { readonly id: string; readonly title: string }) => void;
  /** `restoreNote` brings it back. */
  deleteNote: (id: string) => void;
  /** Brings a deleted note back and opens it. */
  restoreNote: (id: string) => void;
  /** Deletes the deleted notes for good. */
  emptyNotesTrash: () => void;
  startRecording: () => void;
  stopRecording: () => void;
  /** What a file or folder of recordings holds. @throws UserError where that is nothing usable */
  inspectRecordings: (path: string) => RecordingContents;
  /** Signal and text of a recording. */
  previewRecording: (name: string) => RecordingPreview;
  /** What another model or writer reads in a recording, piece by piece; nothing is changed. */
  readAgain: (reading: ReadingAgain) => readonly string[];
  /** Copies a recording that lies elsewhere into the folder of recordings. @returns its name */
  importRecording: (path: string) => string;
  listRecordings: () => readonly RecordingSummary[];
  /** Writes OnHW CSV files into a folder the user chooses. */
  exportRecording: (name: string) => string | undefined;
  /** Puts a recording into the trash; `restoreRecording` brings it back. */
  deleteRecording: (name: string) => void;
  restoreRecording: (name: string) => void;
  /** An empty title takes the name away. */
  renameRecording: (renaming: RecordingRenaming) => void;
  /** What deleted recordings there are, and how much room they take. */
  readTrash: () => TrashContent;
  /** Deletes them for good. */
  emptyTrash: () => void;
  revealRecordings: () => void;
  /** Opens the folder that everything is kept in. */
  revealHome: () => void;
  changeSettings: (change: SettingsChange) => Settings;
  readDiagnostics: () => Diagnostics;
  /** Tries every way to run networks again; takes up to some minutes. */
  surveyCompute: () => void;
  /**
   * Makes a dictionary from a list of words that the user chooses.
   * @returns how many words it has; undefined when they think better of it
   */
  buildDictionary: (name: BuildableDictionary) => number | undefined;
  copyDiagnostics: () => void;
  /**
   * Writes the report of a fault into a file that the user chooses.
   * @returns the file; undefined when they think better of it
   */
  saveReport: (options: ReportOptions) => string | undefined;
  revealLog: () => void;
}

/** Channel names, one for each request. */
export const requestChannels = {
  openWindow: 'window:open',
  listPens: 'pen:list',
  listBluetoothPens: 'pen:list-bluetooth',
  listPenProfiles: 'pen:list-profiles',
  connectPen: 'pen:connect',
  readPenBytes: 'pen:read-bytes',
  guessPen: 'pen:guess',
  describePen: 'pen:describe',
  measurePen: 'pen:measure',
  savePen: 'pen:save',
  exportPenProfile: 'pen:export-profile',
  importPenProfile: 'pen:import-profile',
  disconnectPen: 'pen:disconnect',
  controlReplay: 'pen:control-replay',
  chooseRecordingFile: 'recording:choose-file',
  listModels: 'model:list',
  selectModel: 'model:select',
  editText: 'text:edit',
  confirmWord: 'text:confirm-word',
  moveText: 'text:move',
  undoText: 'text:undo',
  redoText: 'text:redo',
  clearText: 'text:clear',
  copyText: 'text:copy',
  exportText: 'text:export',
  listNotes: 'note:list',
  openNote: 'note:open',
  beginNote: 'note:begin',
  renameNote: 'note:rename',
  deleteNote: 'note:delete',
  restoreNote: 'note:restore',
  emptyNotesTrash: 'note:empty-trash',
  startRecording: 'recording:start',
  stopRecording: 'recording:stop',
  listRecordings: 'recording:list',
  inspectRecordings: 'recording:inspect',
  previewRecording: 'recording:preview',
  readAgain: 'recording:read-again',
  importRecording: 'recording:import',
  exportRecording: 'recording:export',
  deleteRecording: 'recording:delete',
  restoreRecording: 'recording:restore',
  renameRecording: 'recording:rename',
  readTrash: 'recording:read-trash',
  emptyTrash: 'recording:empty-trash',
  revealRecordings: 'recording:reveal',
  revealHome: 'home:reveal',
  changeSettings: 'settings:change',
  readDiagnostics: 'diagnostics:read',
  surveyCompute: 'compute:survey',
  buildDictionary: 'dictionary:build',
  copyDiagnostics: 'diagnostics:copy',
  saveReport: 'diagnostics:save',
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
  /** What has changed of the note on screen. */
  readonly note?: NoteUpdate;
  /** New and changed pieces of writing, for the plot. */
  readonly pieces?: readonly LivePiece[];
  /** All standing alerts, when they changed. */
  readonly alerts?: readonly StandingAlert[];
  /** Where the prompted session stands; `ended` when there is none any more. */
  readonly prompted?: PromptedState | 'ended';
  readonly calibration?: SensorCalibrationState;
  readonly adaptation?: AdaptationState;
  /** Something about a writer has changed that lists and details show. */
  readonly writersChanged?: true;
}

/** A piece of writing on the clock of its connection. */
export interface LivePiece {
  /** As `NoteWord.piece`. */
  readonly key: string;
  /** As `LiveSamples.clock`. */
  readonly clock: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface StandingAlert extends Alert {
  /** Milliseconds since 1970. */
  readonly since: number;
}

export interface WindowState {
  readonly settings: Settings;
  readonly status: LiveStatus;
  readonly note: OpenNote;
  readonly alerts: readonly StandingAlert[];
  readonly version: string;
  /** Folder that everything is kept in. */
  readonly home: string;
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
  /** Every character that it can write. */
  readonly alphabet: string;
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
  /** Name of the model that read it. */
  readonly model?: string;
  /** Id of the writer whose hand was read. */
  readonly writer?: string;
  /** What the user called it. */
  readonly title?: string;
  /** The process that wrote it was killed; what was written until then was saved. */
  readonly recovered: boolean;
}

/** What a file or folder of recordings holds. */
export interface RecordingContents {
  readonly path: string;
  readonly recordings: readonly ContainedRecording[];
  /** There are more than are listed. */
  readonly more: boolean;
}

/** One recording of a file. */
export interface ContainedRecording {
  /** With `index` what a replay of it alone wants. */
  readonly path: string;
  /** As `PenAddress.index`; left out of a session. */
  readonly index?: number;
  /** What was written, where the file says it. */
  readonly label?: string;
  readonly writer?: string;
  readonly seconds: number;
}

/** A recording at a glance; seconds as a replay counts them. */
export interface RecordingPreview {
  readonly seconds: number;
  readonly curves: readonly PreviewedCurve[];
  /** What was read, as corrected. */
  readonly pieces: readonly PreviewedPiece[];
}

/** Least and most of what was measured in each column; NaN where nothing was. */
export interface PreviewedCurve {
  readonly name: 'acceleration' | 'force';
  readonly unit: string;
  readonly columnSeconds: number;
  readonly least: Float32Array;
  readonly most: Float32Array;
}

export interface PreviewedPiece {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text: string;
}

/** Which recording is read again, and with what. */
export interface ReadingAgain {
  readonly name: string;
  /** Name of the model; left out: the writer's, else the usual one. */
  readonly model?: string;
  /** Id of the writer whose version of it reads; left out: as it came. */
  readonly writer?: string;
}

export interface RecordingRenaming {
  readonly name: string;
  readonly title: string;
}

export interface TrashContent {
  readonly count: number;
  readonly bytes: number;
  /** Newest first; `restoreRecording` takes their names. */
  readonly recordings: readonly RecordingSummary[];
}

/** Says which note is meant: another one may have been opened since the user saw it. */
export interface InNote {
  readonly note: string;
}

export interface TextMove {
  readonly from: number;
  readonly to: number;
  readonly before: number;
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
  /** Two starts before this one came to nothing: no graphics card, no pen, no writer. */
  readonly safe: boolean;
}

export interface ReportOptions {
  /** Whether the open note stands in it too. */
  readonly handwriting: boolean;
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
  /** Where a file lies that was dropped onto the window; empty for what is no file. */
  readonly pathOf: (file: unknown) => string;
}
