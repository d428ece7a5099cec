import { join } from 'node:path';
import type {
  ModelSummary,
  PenProfileList,
  ReadingAgain,
  RecordingContents,
  RecordingPreview,
  RecordingRenaming,
  RecordingSummary,
  TrashContent,
} from '../../contract/ipc.ts';
import type { StartProcess } from '../../compute/process-port.ts';
import type { ComputeReport } from '../../contract/compute.ts';
import type { EngineEvents } from '../../contract/live.ts';
import type {
  GuidedResult,
  GuidedStep,
  PenBytes,
  PenDescription,
} from '../../contract/pen-description.ts';
import type { PenAddress, PenListing, ReplayControl } from '../../contract/pens.ts';
import { homeFolders } from '../../data/home.ts';
import { inspectRecordings } from '../../data/inspect-recordings.ts';
import { exportOnhw } from '../../data/sessions/session-export.ts';
import { readSessionPreview } from '../../data/sessions/session-preview.ts';
import { recoverSessions } from '../../data/sessions/session-recovery.ts';
import {
  deleteSession,
  emptyTrash,
  importSession,
  listSessions,
  renameSession,
  restoreSession,
  sessionFolder,
  trashContent,
  type SessionListing,
} from '../../data/sessions/sessions.ts';
import { buildDictionary } from '../../library/build-dictionary.ts';
import { computeMemory } from '../../library/compute/file.ts';
import { ComputeService } from '../../library/compute/service.ts';
import { ComputeWatch } from '../../library/compute/watch.ts';
import { CurrentWriter } from '../../live/current-writer.ts';
import { LiveSession } from '../../live/live-session.ts';
import { PenDescriber } from '../../live/pen-describer.ts';
import { PenDesk } from '../../live/pen-desk.ts';
import { readAgain } from '../../live/read-again.ts';
import { modelFolders } from '../../library/places.ts';
import { knownProfiles } from '../../library/pen-profiles.ts';
import { standardParts } from '../../live/standard-parts.ts';
import { BleListing } from '../../pen/ble/ble-listing.ts';
import { BluetoothRadio } from '../../pen/ble/bluetooth-radio.ts';
import { listSerialPens } from '../../pen/listing.ts';
import { genericProfile } from '../../pen/profiles.ts';
import { listModels, resolveModel } from '../../recognizer/model/library.ts';
import { loadModel } from '../../recognizer/model/package.ts';
import { toFailure } from '../failure.ts';
import { writerMethods, type WriterMethods } from './writer-methods.ts';

/** What the engine process does when the main process asks. */
export interface EngineMethods extends WriterMethods {
  /** Another dictionary has the model opened again. @throws UserError as `selectModel` */
  configure: (options: EngineConfiguration) => Promise<void>;
  /** @returns names of recordings that a killed process had left open */
  recoverRecordings: () => Promise<readonly string[]>;
  listPens: () => Promise<readonly PenListing[]>;
  /** @throws UserError `bluetooth-…` */
  listBluetoothPens: () => Promise<readonly PenListing[]>;
  listPenProfiles: () => Promise<PenProfileList>;
  connectPen: (address: PenAddress) => Promise<void>;
  readPenBytes: () => Promise<PenBytes>;
  guessPen: (framing: PenDescription['framing'] | undefined) => Promise<PenDescription>;
  describePen: (description: PenDescription) => Promise<void>;
  measurePen: (step: GuidedStep) => Promise<GuidedResult>;
  savePen: (description: PenDescription) => Promise<string>;
  exportPenProfile: (request: { id: string; file: string }) => Promise<void>;
  importPenProfile: (file: string) => Promise<string>;
  disconnectPen: () => Promise<void>;
  controlReplay: (change: ReplayControl) => void;
  listModels: () => Promise<readonly ModelSummary[]>;
  selectModel: (name: string) => Promise<void>;
  startRecording: () => Promise<void>;
  stopRecording: () => Promise<void>;
  /** Writes a correction into the running recording. @param id of the piece; its whole text */
  recordCorrection: (correction: { id: number; text: string }) => void;
  /** Makes a dictionary from a list of words; the model is opened again with it. @returns its words */
  buildDictionary: (request: { name: string; file: string }) => Promise<number>;
  /** The end of the text on the sheet, where it has changed otherwise than by reading. */
  textBefore: (text: string) => void;
  inspectRecordings: (path: string) => Promise<RecordingContents>;
  previewRecording: (name: string) => Promise<RecordingPreview>;
  readAgain: (reading: ReadingAgain) => Promise<readonly string[]>;
  /** @returns its name among the recordings */
  importRecording: (path: string) => Promise<string>;
  listRecordings: () => Promise<readonly RecordingSummary[]>;
  exportRecording: (request: { name: string; folder: string }) => Promise<string>;
  deleteRecording: (name: string) => Promise<void>;
  restoreRecording: (name: string) => Promise<void>;
  renameRecording: (renaming: RecordingRenaming) => Promise<void>;
  readTrash: () => Promise<TrashContent>;
  emptyTrash: () => Promise<void>;
  /** Where the model in use can run; undefined while there is none. */
  readCompute: () => Promise<ComputeReport | undefined>;
  /** Tries every way to run it again. */
  surveyCompute: () => Promise<void>;
  /** Answers; that is all it does. */
  ping: () => void;
  close: () => Promise<void>;
}

export interface EngineConfiguration {
  readonly pauseMs: number;
  /** Names of the dictionaries to read with. */
  readonly languages: readonly string[];
  /** They count before those of the writer. Default false. */
  readonly languagesGiven?: boolean;
  /** Id of the rung to read on. Default: the best. */
  readonly backend?: string;
  /** Id of the rung to learn on. Default: the best. */
  readonly learningBackend?: string;
}

/** That share an adaptation on the processor (`learning/adaptation`). */
const learningThreads = 2;

/** Everything heavy, in a process of its own: neither the window nor the main process waits for it. */
export function createEngine(
  notify: <K extends keyof EngineEvents>(event: K, payload: EngineEvents[K]) => void,
  startProcess: StartProcess,
): EngineMethods {
  const home = homeFolders();
  let languages: readonly string[] = [];
  let languagesGiven = false;
  let model: string | undefined;
  let backend: string | undefined;
  let learningBackend: string | undefined;
  // What is printed goes to the log of the program.
  const log = (line: string) => console.log(line);
  const compute = new ComputeService({ memory: computeMemory(), startProcess, log });
  const radio = new BluetoothRadio();
  const bluetooth = new BleListing(radio);
  const session: LiveSession = new LiveSession(
    standardParts({
      languages: () => (languagesGiven ? languages : (current.languages ?? languages)),
      ownWords: () => current.words,
      compute,
      backend: () => backend,
      radio,
    }),
  );
  const watch = new ComputeWatch({
    compute,
    loadModel: (name) => resolveModel(name, { folders: modelFolders() }),
    busy: () => session.status.writing,
    onBetter: () => void selectModel(model!).catch((error: unknown) => log(String(error))),
    onError: (error) => log(String(error)),
  });
  const selectModel = async (name: string): Promise<void> => {
    await session.selectModel(name);
    model = name;
    watch.opened(name, backend);
    log(`Reading with ${name} on: ${session.status.engine}`);
  };
  for (const event of ['status', 'samples', 'segment', 'alert', 'alert-cleared'] as const) {
    session.on(event, (payload) => notify(event, payload));
  }
  const onError = (error: unknown) => {
    notify('alert', { severity: 'error', ...toFailure(error), code: 'writer' });
  };
  const current: CurrentWriter = new CurrentWriter(home, session, {
    openModel: selectModel,
    onChange: () => notify('writers-changed', true),
    onAlert: (alert) => notify('alert', alert),
    onAlertCleared: (code) => notify('alert-cleared', code),
    onError,
  });
  const describer = new PenDescriber(session, home.profiles);
  const desk = new PenDesk(home, session, {
    onPrompted: (state) => notify('prompted', state),
    onCalibration: (state) => notify('calibration', state),
    onError,
  });
  /** Where deleted recordings lie in the trash, by the name they had. */
  const trashed = new Map<string, string>();
  let closing: Promise<void> | undefined;

  const writers = writerMethods({ home, current, desk, notify });
  return {
    ...writers,
    // Nothing is tried while a person waits: what is not known learns on the processor.
    prepareAdaptation: async (asked) => {
      const request = await writers.prepareAdaptation(asked);
      const { manifest } = await loadModel(request.model);
      const { order, passedOver } = await compute.learningChoice(manifest.network, {
        threads: learningThreads,
        ...(learningBackend !== undefined && { forced: learningBackend }),
      });
      const learnOn = order.length > 0 ? order : ['processor'];
      const others = passedOver.map(({ rung, reason }) => `not ${rung}: ${reason}`);
      log(`Learning on ${learnOn[0]!}; ${others.join('; ')}`);
      return { ...request, learnOn };
    },
    configure: async ({ languages: names, languagesGiven: given = false, ...others }) => {
      const { backend: wanted, learningBackend: wantedToLearn, ...options } = others;
      learningBackend = wantedToLearn;
      session.configure(options);
      const changed =
        names.join() !== languages.join() || wanted !== backend || given !== languagesGiven;
      languages = names;
      languagesGiven = given;
      backend = wanted;
      if (changed && model !== undefined) await selectModel(model);
    },
    recoverRecordings: async () => (await recoverSessions(home)).map(({ name }) => name),
    listPens: async () => listSerialPens({ profiles: (await knownProfiles()).profiles }),
    listBluetoothPens: async () => bluetooth.list((await knownProfiles()).profiles),
    listPenProfiles: async () => {
      const { profiles, problems } = await knownProfiles();
      return {
        // The generic profile is what finds out by itself.
        profiles: profiles
          .filter(({ id }) => id !== genericProfile.id)
          .map(({ id, title, description = '', baudRate, transport }) => ({
            id,
            title,
            description,
            transport,
            ...(baudRate === undefined ? {} : { baudRate }),
          })),
        problems: problems.map(({ code, message, remedy }) => ({ code, message, remedy })),
      };
    },
    connectPen: (address) => session.connect(address),
    readPenBytes: () => Promise.resolve(describer.read()),
    guessPen: async (framing) => Promise.resolve(describer.guess(framing)),
    describePen: async (description) => {
      describer.use(description);
      return Promise.resolve();
    },
    measurePen: (step) => describer.measure(step),
    savePen: (description) => describer.save(description),
    exportPenProfile: ({ id, file }) => describer.export(id, file),
    importPenProfile: (file) => describer.import(file),
    disconnectPen: () => session.disconnect(),
    controlReplay: (change) => session.control(change),
    listModels: async () =>
      (await listModels(modelFolders())).flatMap(({ name, manifest }) =>
        manifest === undefined
          ? []
          : [
              {
                name,
                title: manifest.title,
                description: manifest.description,
                alphabet: manifest.alphabet.join(''),
              },
            ],
      ),
    selectModel,
    startRecording: () => session.startRecording(),
    stopRecording: async () => {
      await session.stopRecording();
    },
    recordCorrection: ({ id, text }) => session.correct(id, text),
    buildDictionary: async ({ name, file }) => {
      const words = await buildDictionary(name, file);
      if (model !== undefined) await selectModel(model);
      return words;
    },
    textBefore: (text) => session.textBefore(text),
    inspectRecordings: (path) => inspectRecordings(path),
    previewRecording: async (name) => readSessionPreview(await sessionFolder(home, name)),
    readAgain: async ({ name, ...reading }) =>
      readAgain(home, await sessionFolder(home, name), { ...reading, languages }),
    importRecording: (path) => importSession(home, path),
    listRecordings: async () => (await listSessions(home)).map(summaryOf),
    exportRecording: async ({ name, folder }) => {
      await exportOnhw(join(home.recordings, name), folder);
      return folder;
    },
    deleteRecording: async (name) => void trashed.set(name, await deleteSession(home, name)),
    restoreRecording: async (name) => {
      await restoreSession(home, trashed.get(name) ?? name);
      trashed.delete(name);
    },
    renameRecording: ({ name, title }) => renameSession(home, name, title),
    readTrash: async () => {
      const [content, listings] = await Promise.all([
        trashContent(home),
        listSessions({ recordings: home.trash }),
      ]);
      return { ...content, recordings: listings.map(summaryOf) };
    },
    emptyTrash: async () => {
      await emptyTrash(home);
      trashed.clear();
    },
    readCompute: () => watch.report(learningBackend),
    surveyCompute: () => watch.survey(),
    ping: () => undefined,
    // Asked for by the main process and by a signal, often both.
    close: () => {
      watch.close();
      return (closing ??= desk
        .close()
        .then(() => current.closeCorrections())
        .finally(() => session.dispose())
        .finally(() => radio.close()));
    },
  };
}

function summaryOf(listing: SessionListing): RecordingSummary {
  return {
    name: listing.name,
    path: listing.folder,
    startedAt: Date.parse(listing.startedAt) || 0,
    seconds: listing.durationMs / 1000,
    bytes: listing.bytes,
    pen: listing.pen,
    text: listing.text,
    ...(listing.model === undefined ? {} : { model: listing.model }),
    ...(listing.writer === undefined ? {} : { writer: listing.writer }),
    ...(listing.title === undefined ? {} : { title: listing.title }),
    recovered: listing.state === 'recovered',
  };
}
