import { randomUUID } from 'node:crypto';
import { rename, rm, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdaptationRequest, AdaptationResult } from '../../contract/adaptation.ts';
import { UserError } from '../../contract/alerts.ts';
import type { EngineEvents } from '../../contract/live.ts';
import type { PromptChoice } from '../../contract/prompts.ts';
import type {
  PromptAnswer,
  WriterDetails,
  WriterList,
  WriterRequests,
} from '../../contract/writer-requests.ts';
import { isBetter, type ModelVersion, type Writer } from '../../contract/writers.ts';
import type { HomeFolders } from '../../data/home.ts';
import { exportWriter, importWriter } from '../../data/writers/archive.ts';
import { readDictionary, writeDictionary } from '../../data/writers/dictionary.ts';
import { listPromptedSessions } from '../../data/writers/prompted-sessions.ts';
import { adaptationSuggestion, countTakes } from '../../data/writers/take-counts.ts';
import { snapshotTakes } from '../../data/writers/takes.ts';
import {
  applyVersion,
  deleteVersion,
  discardProposal,
  keepProposal,
  listVersions,
  modelOf,
  readProposal,
  restoreVersion,
  writeVersion,
} from '../../data/writers/versions.ts';
import { exists, writerFolders } from '../../data/writers/writer-folders.ts';
import {
  changeWriter,
  createWriter,
  deleteWriter,
  duplicateWriter,
  emptyWritersTrash,
  listWriters,
  readWriter,
  restoreWriter,
  setVersion,
  trashedWriters,
} from '../../data/writers/writers.ts';
import type { CurrentWriter } from '../../live/current-writer.ts';
import { dictionaryFiles } from '../../library/languages.ts';
import { modelFolders } from '../../library/places.ts';
import type { PenDesk } from '../../live/pen-desk.ts';
import { versionOfModel } from '../../live/writer-model.ts';
import { resolveModel } from '../../recognizer/model/library.ts';
import { toFailure } from '../failure.ts';

type Asynchronous<T> = {
  readonly [K in keyof T]: T[K] extends (...given: infer P) => infer R
    ? (...given: P) => Promise<R>
    : never;
};

/** What the engine does for the window's requests as they are; the others need the main process. */
type PassedOn = Omit<
  WriterRequests,
  | 'selectWriter'
  | 'exportWriter'
  | 'importWriter'
  | 'startAdaptation'
  | 'cancelAdaptation'
  | 'endLearning'
  | 'createWriter'
>;

export interface WriterMethods extends Asynchronous<PassedOn> {
  /**
   * @param usual model where the writer names none; an empty id is anybody
   * @param model of which the writer's version is to read
   */
  selectWriter: (request: {
    id: string;
    usual: string;
    model?: string;
  }) => Promise<Writer | undefined>;
  /** Has another model read the present writer, in the writer's version of it if there is one. */
  chooseWriterModel: (name: string) => Promise<void>;
  createWriter: (writer: Parameters<WriterRequests['createWriter']>[0]) => Promise<string>;
  exportWriter: (request: { id: string; file: string }) => Promise<void>;
  importWriter: (file: string) => Promise<string>;
  /** Keeps a correction of the present writer, if there is one. */
  keepCorrection: (correction: { id: number; text: string; word: string }) => Promise<void>;
  /** Writes down what is to be learnt from. */
  prepareAdaptation: (request: { id: string; usual: string }) => Promise<AdaptationRequest>;
  /** Makes a proposal of what was learnt, if it is better. */
  finishAdaptation: (finished: {
    id: string;
    request: AdaptationRequest;
    result: AdaptationResult;
  }) => Promise<ModelVersion | undefined>;
}

export interface WriterMethodsParts {
  readonly home: HomeFolders;
  readonly current: CurrentWriter;
  readonly desk: PenDesk;
  readonly notify: <K extends keyof EngineEvents>(event: K, payload: EngineEvents[K]) => void;
}

/** Everything about writers that the engine process does. */
export function writerMethods({ home, current, desk, notify }: WriterMethodsParts): WriterMethods {
  const changed = () => notify('writers-changed', true);
  const isCurrent = (id: string) => current.writer?.id === id;
  /** Does something to a writer and lets everybody know; the model is opened again where it reads. */
  const change = async (id: string, work: () => Promise<unknown>): Promise<void> => {
    await work();
    if (isCurrent(id)) await current.refresh();
    changed();
  };

  return {
    listWriters: async (): Promise<WriterList> => {
      const { writers, problems } = await listWriters(home);
      return { writers, trash: await trashedWriters(home), problems: problems.map(toFailure) };
    },
    readWriter: (id) => detailsOf(home, id),
    createWriter: async (writer) => {
      const { id } = await createWriter(home, writer);
      changed();
      return id;
    },
    changeWriter: ({ id, change: what }) =>
      change(id, async () => {
        await changeWriter(home, id, what);
      }),
    duplicateWriter: async (id) => {
      const copy = await duplicateWriter(home, id);
      changed();
      return copy.id;
    },
    deleteWriter: async (id) => {
      await desk.leave(id);
      if (isCurrent(id)) await current.closeCorrections();
      const trashed = await deleteWriter(home, id);
      changed();
      return trashed;
    },
    restoreWriter: async (trashed) => {
      const { id } = await restoreWriter(home, trashed);
      changed();
      return id;
    },
    emptyWritersTrash: async () => {
      await emptyWritersTrash(home);
      changed();
    },
    exportWriter: ({ id, file }) => exportWriter(home, id, file),
    importWriter: async (file) => {
      const { id } = await importWriter(home, file);
      changed();
      return id;
    },
    selectWriter: async ({ id, usual, model }) => {
      // Who is read already need not be opened again.
      if (model === undefined && current.writer !== undefined && current.writer.id === id) {
        return current.writer;
      }
      await desk.leave();
      const writer = await current.select(id === '' ? undefined : id, usual, model);
      changed();
      return writer;
    },
    chooseWriterModel: async (name) => {
      const { writer } = current;
      if (writer === undefined) return;
      // A model that cannot be opened must not become the writer's.
      await resolveModel(name, { folders: modelFolders() });
      await change(writer.id, async () => {
        await changeWriter(home, writer.id, { model: name });
        await setVersion(home, writer.id, await versionOfModel(home, writer, name));
      });
    },
    changeDictionary: async ({ id, words }) => {
      let kept: readonly string[] = [];
      await change(id, async () => {
        kept = await writeDictionary(home, id, words);
      });
      return kept;
    },
    applyVersion: ({ id, version }) => change(id, () => applyVersion(home, id, version)),
    deleteVersion: ({ id, version }) => change(id, () => deleteVersion(home, id, version)),
    restoreVersion: ({ id, version }) => change(id, () => restoreVersion(home, id, version)),
    keepCorrection: ({ id, text, word }) => current.correct(id, text, word),

    choosePrompts: ({ id, prompts }): Promise<PromptChoice> => desk.choosePrompts(id, prompts),
    startPrompts: async ({ id, prompts }) => {
      await desk.startPrompts(id, prompts);
      changed();
    },
    resumePrompts: ({ id, session }) => desk.resumePrompts(id, session),
    answerPrompt: (answer: PromptAnswer) => {
      desk.answer(answer);
      return Promise.resolve();
    },
    leavePrompts: async () => {
      await desk.leave();
      await current.suggest();
      changed();
    },
    askSimulatedPen: (request) =>
      Promise.resolve().then(() => {
        desk.ask(request);
      }),
    beginCalibration: () => desk.beginCalibration(),
    calibrationStep: (step) => {
      desk.calibrationStep(step);
      return Promise.resolve();
    },
    keepCalibration: async (id) => {
      await desk.keepCalibration(id);
      await current.refreshFile();
      changed();
    },
    cancelCalibration: () => desk.leave(),

    prepareAdaptation: ({ id, usual }) => prepareAdaptation(home, id, usual),
    finishAdaptation: async (finished) => {
      const version = await finishAdaptation(home, finished);
      changed();
      return version;
    },
    keepAdaptation: (id) => change(id, () => keepProposal(home, id)),
    discardAdaptation: (id) => change(id, () => discardProposal(home, id)),
  };
}

async function detailsOf(home: HomeFolders, id: string): Promise<WriterDetails> {
  const writer = await readWriter(home, id);
  const counts = await countTakes(home, writer);
  const suggestion = adaptationSuggestion(counts);
  const proposal = await readProposal(home, writer.id);
  const { prompts, corrections, fresh } = counts;
  return {
    writer,
    dictionary: await readDictionary(home, writer.id),
    versions: await listVersions(home, writer.id),
    sessions: await listPromptedSessions(home, writer.id),
    takes: { prompts, corrections, fresh },
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(proposal === undefined ? {} : { proposal }),
  };
}

/** Always from the model as it came, with all takes: versions do not pile up on one another. */
async function prepareAdaptation(
  home: HomeFolders,
  id: string,
  usual: string,
): Promise<AdaptationRequest> {
  const writer = await readWriter(home, id);
  const base: Writer = { ...writer };
  delete base.version;
  const { folder } = await resolveModel(await modelOf(home, base, usual), {
    folders: modelFolders(),
  });
  const { models } = writerFolders(home, writer.id);
  await mkdir(models, { recursive: true });
  const file = join(models, '.takes.ndjson.gz');
  const takes = await snapshotTakes(home, writer, file);
  if (takes === 0) {
    throw new UserError(
      'adaptation-takes',
      `There is nothing yet that ${writer.name} has written.`,
      'Take a session of prompts first: ten words are enough to begin with.',
    );
  }
  return {
    model: folder,
    recordings: [file],
    // A folder of its own: one that a killed program left behind is not in the way.
    output: join(models, `.adapting-${randomUUID().slice(0, 8)}`),
    title: writer.name,
    dictionaries: await dictionaryFiles(writer.language),
  };
}

async function finishAdaptation(
  home: HomeFolders,
  { id, request, result }: Parameters<WriterMethods['finishAdaptation']>[0],
): Promise<ModelVersion | undefined> {
  const { proposal } = writerFolders(home, id);
  const { prompts, corrections } = await countTakes(home, await readWriter(home, id));
  const { before, after, takes, heldBack, readings, method, seconds } = result;
  const version: ModelVersion = {
    format: 'quillwave-version',
    formatVersion: 1,
    version: '1',
    createdAt: new Date().toISOString(),
    base: request.model,
    takes: { training: takes, heldBack, corrections, given: prompts + corrections },
    before,
    after,
    readings: readings.map(({ written, ...read }) => ({ text: written, ...read })),
    method,
    seconds,
  };
  await rm(request.recordings[0]!, { force: true });
  if (!result.better || !isBetter(version) || !(await exists(request.output))) {
    await rm(request.output, { recursive: true, force: true });
    return undefined;
  }
  await rm(proposal, { recursive: true, force: true });
  await writeVersion(request.output, version);
  await rename(request.output, proposal);
  return version;
}
