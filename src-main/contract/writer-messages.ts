import * as v from 'valibot';
import { promptRequestSchema } from './prompts.ts';
import { calibrationSteps } from './sensor-calibration.ts';
import type { WriterRequests } from './writer-requests.ts';
import { newWriterSchema, writerChangeSchema, writerId } from './writers.ts';

/* Apart from the requests themselves: the window's bridge must hold nothing but their names. */
const text = v.pipe(v.string(), v.maxLength(500));
const nothing = v.undefined();
const version = v.pipe(v.string(), v.regex(/^[1-9]\d{0,5}$/u));
const session = v.pipe(v.string(), v.maxLength(100), v.regex(/^[\w-]+$/u));

export const writerRequestSchemas = {
  listWriters: nothing,
  readWriter: writerId,
  createWriter: newWriterSchema,
  changeWriter: v.strictObject({ id: writerId, change: writerChangeSchema }),
  duplicateWriter: writerId,
  deleteWriter: writerId,
  restoreWriter: writerId,
  emptyWritersTrash: nothing,
  exportWriter: writerId,
  importWriter: nothing,
  selectWriter: v.union([writerId, v.literal('')]),
  changeDictionary: v.strictObject({
    id: writerId,
    words: v.pipe(v.array(v.pipe(v.string(), v.maxLength(60))), v.maxLength(20_000)),
  }),
  applyVersion: v.strictObject({ id: writerId, version: v.exactOptional(version) }),
  deleteVersion: v.strictObject({ id: writerId, version }),
  restoreVersion: v.strictObject({ id: writerId, version }),
  choosePrompts: v.strictObject({ id: writerId, prompts: promptRequestSchema }),
  startPrompts: v.strictObject({ id: writerId, prompts: promptRequestSchema }),
  resumePrompts: v.strictObject({ id: writerId, session }),
  answerPrompt: v.variant('action', [
    v.strictObject({ action: v.picklist(['accept', 'redo', 'skip', 'end-piece']) }),
    v.strictObject({ action: v.literal('wrote'), text }),
    v.strictObject({
      action: v.literal('go-to'),
      prompt: v.pipe(v.number(), v.integer(), v.minValue(0)),
    }),
  ]),
  leavePrompts: nothing,
  askSimulatedPen: v.variant('kind', [
    v.strictObject({ kind: v.literal('hold') }),
    v.strictObject({ kind: v.literal('release') }),
    v.strictObject({ kind: v.literal('write'), text }),
    v.strictObject({ kind: v.literal('gesture'), gesture: v.picklist(calibrationSteps) }),
  ]),
  beginCalibration: nothing,
  calibrationStep: v.picklist(calibrationSteps),
  keepCalibration: writerId,
  cancelCalibration: nothing,
  startAdaptation: writerId,
  cancelAdaptation: nothing,
  endLearning: nothing,
  keepAdaptation: writerId,
  discardAdaptation: writerId,
} as const satisfies {
  readonly [K in keyof WriterRequests]: v.GenericSchema<unknown, Parameters<WriterRequests[K]>[0]>;
};
