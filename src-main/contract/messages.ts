import * as v from 'valibot';
import type { RequestName, RequestPayload } from './ipc.ts';
import { noteId } from './notes.ts';
import { fieldTypeNames, guidedSteps } from './pen-description.ts';
import { channelNames } from './sensors.ts';
import { buildableDictionaries, settingsSchema } from './settings.ts';
import { writerRequestSchemas } from './writer-messages.ts';

/** What may be asked for is checked here, message by message, before anything is done with it. */
const nothing = v.undefined();
/** A path or name from outside: no line breaks, no NUL, of a sane length. */
// eslint-disable-next-line no-control-regex
const withoutBreaks = /^[^\u0000\r\n]*$/;
const line = v.pipe(v.string(), v.minLength(1), v.maxLength(4096), v.regex(withoutBreaks));
/** The name of a thing in one of our own folders: never a way out of it. */
const name = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(200),
  v.regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u),
);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Times real time. */
const speed = v.pipe(v.number(), v.minValue(0.1));

const penAddressSchema = v.variant('kind', [
  v.strictObject({
    kind: v.literal('simulated'),
    text: v.exactOptional(v.pipe(v.string(), v.maxLength(2000))),
    seed: v.exactOptional(count),
    speed: v.exactOptional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(20))),
    style: v.exactOptional(
      v.strictObject({
        hand: v.exactOptional(v.picklist(['left', 'right'])),
        slant: v.exactOptional(v.pipe(v.number(), v.minValue(-2), v.maxValue(2))),
      }),
    ),
  }),
  v.strictObject({
    kind: v.literal('replay'),
    file: line,
    speed: v.exactOptional(speed),
    index: v.exactOptional(count),
    fromMs: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.finite())),
  }),
  v.strictObject({
    kind: v.literal('serial'),
    path: line,
    baudRate: v.exactOptional(
      v.pipe(v.number(), v.integer(), v.minValue(300), v.maxValue(4_000_000)),
    ),
    profile: v.exactOptional(line),
  }),
  v.strictObject({
    kind: v.literal('ble'),
    // Bluetooth says no more than 248 bytes of a name; some pens say none.
    name: v.pipe(v.string(), v.maxLength(248), v.regex(withoutBreaks)),
    id: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9a-f]{12,32}$/))),
    profile: v.exactOptional(line),
  }),
]);

/** Checked once more as a profile, with units and all, where it is used. */
const penDescriptionSchema = v.strictObject({
  title: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80), v.regex(withoutBreaks)),
  framing: v.picklist(['text', 'fixed']),
  columns: v.pipe(
    v.array(
      v.strictObject({
        to: v.picklist([...channelNames, 'time', 'counter', 'skip']),
        unit: v.optional(v.pipe(v.string(), v.maxLength(16))),
        scale: v.optional(v.pipe(v.number(), v.finite())),
        bias: v.optional(v.pipe(v.number(), v.finite())),
        key: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(64))),
        type: v.optional(v.picklist(fieldTypeNames)),
      }),
    ),
    v.minLength(1),
    v.maxLength(64),
  ),
  marker: v.optional(v.pipe(v.string(), v.regex(/^([0-9a-f]{2}){1,8}$/i))),
  byteOrder: v.optional(v.picklist(['little', 'big'])),
  chunks: v.optional(v.boolean()),
  rateHz: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(2000))),
  mounting: v.optional(v.pipe(v.array(v.pipe(v.number(), v.finite())), v.length(9))),
});

const { entries } = settingsSchema;
/** Any part of the settings; a part that is not named stays as it is. */
const settingsChangeSchema = v.strictObject({
  theme: v.exactOptional(entries.theme.wrapped),
  textSize: v.exactOptional(entries.textSize.wrapped),
  pauseMs: v.exactOptional(entries.pauseMs.wrapped),
  paragraphPauseSeconds: v.exactOptional(entries.paragraphPauseSeconds.wrapped),
  baudRate: v.exactOptional(entries.baudRate.wrapped),
  pen: v.exactOptional(entries.pen.wrapped),
  penProfile: v.exactOptional(entries.penProfile.wrapped),
  model: v.exactOptional(entries.model.wrapped),
  dictionary: v.exactOptional(entries.dictionary.wrapped),
  backend: v.exactOptional(entries.backend.wrapped),
  learningBackend: v.exactOptional(entries.learningBackend.wrapped),
  showExperiments: v.exactOptional(entries.showExperiments.wrapped),
  language: v.exactOptional(entries.language.wrapped),
  dictation: v.exactOptional(entries.dictation.wrapped),
  showSignal: v.exactOptional(entries.showSignal.wrapped),
  showNotes: v.exactOptional(entries.showNotes.wrapped),
  signalSeconds: v.exactOptional(entries.signalSeconds.wrapped),
});

export const requestSchemas = {
  openWindow: nothing,
  listPens: nothing,
  listBluetoothPens: nothing,
  listPenProfiles: nothing,
  connectPen: penAddressSchema,
  readPenBytes: nothing,
  guessPen: v.optional(v.picklist(['text', 'fixed'])),
  describePen: penDescriptionSchema,
  measurePen: v.picklist(guidedSteps),
  savePen: penDescriptionSchema,
  exportPenProfile: name,
  importPenProfile: nothing,
  disconnectPen: nothing,
  controlReplay: v.strictObject({
    paused: v.exactOptional(v.boolean()),
    speed: v.exactOptional(speed),
  }),
  chooseRecordingFile: nothing,
  listModels: nothing,
  selectModel: name,
  editText: v.strictObject({
    note: noteId,
    from: count,
    to: count,
    text: v.pipe(v.string(), v.maxLength(1_000_000)),
  }),
  confirmWord: v.strictObject({ note: noteId, index: count }),
  moveText: v.strictObject({ note: noteId, from: count, to: count, before: count }),
  undoText: nothing,
  redoText: nothing,
  clearText: nothing,
  copyText: nothing,
  exportText: nothing,
  listNotes: nothing,
  openNote: noteId,
  beginNote: nothing,
  renameNote: v.strictObject({ id: noteId, title: v.pipe(v.string(), v.maxLength(200)) }),
  deleteNote: noteId,
  restoreNote: noteId,
  emptyNotesTrash: nothing,
  startRecording: nothing,
  stopRecording: nothing,
  listRecordings: nothing,
  inspectRecordings: line,
  previewRecording: name,
  readAgain: v.strictObject({
    name,
    model: v.exactOptional(name),
    writer: v.exactOptional(name),
  }),
  importRecording: line,
  exportRecording: name,
  deleteRecording: name,
  restoreRecording: name,
  renameRecording: v.strictObject({ name, title: v.pipe(v.string(), v.maxLength(200)) }),
  readTrash: nothing,
  emptyTrash: nothing,
  revealRecordings: nothing,
  revealHome: nothing,
  changeSettings: settingsChangeSchema,
  readDiagnostics: nothing,
  surveyCompute: nothing,
  buildDictionary: v.picklist(buildableDictionaries),
  copyDiagnostics: nothing,
  saveReport: v.strictObject({ handwriting: v.boolean() }),
  revealLog: nothing,
  ...writerRequestSchemas,
  listExperiments: nothing,
  readExperiment: v.strictObject({
    origin: v.picklist(['shipped', 'home']),
    name: v.pipe(name, v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)),
  }),
} as const satisfies {
  readonly [K in RequestName]: v.GenericSchema<unknown, RequestPayload<K>[0]>;
};
