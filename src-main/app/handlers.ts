import { app, clipboard, dialog, shell } from 'electron';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../contract/alerts.ts';
import type { Diagnostics, WindowState } from '../contract/ipc.ts';
import { placeWords } from '../contract/notes.ts';
import { writeFileAtomic } from '../data/files/atomic-file.ts';
import { makeFolder } from '../data/files/make-folder.ts';
import { applicationFolder } from '../library/places.ts';
import { summarizeHome } from '../library/report/home-summary.ts';
import { formatReport } from '../library/report/report.ts';
import type { Application } from './application.ts';
import { experimentHandlers } from './experiment-handlers.ts';
import { noteHandlers } from './notes/note-handlers.ts';
import type { RequestHandlers } from './requests.ts';
import { writerHandlers } from './writers/writer-handlers.ts';

/** What is done for each request of the window. */
export function requestHandlers(application: Application): RequestHandlers {
  const { engine, alerts, log, options } = application;
  const ownWindow = () => {
    if (application.window === undefined) throw new Error('There is no window.');
    return application.window;
  };

  const mayReplace = async (folder: string) => {
    const { response } = await dialog.showMessageBox(ownWindow(), {
      type: 'question',
      message: `${folder} is there already.`,
      detail: 'Replace the recording in it?',
      buttons: ['Cancel', 'Replace'],
      defaultId: 0,
      cancelId: 0,
    });
    return response === 1;
  };

  return {
    openWindow: () => {
      // What waits was before this: a page that has just been loaded must not take it in twice.
      application.batcher.flush();
      return windowState(application);
    },
    ...writerHandlers(application),
    ...experimentHandlers(options.home, applicationFolder),

    listPens: () => engine.call('listPens'),
    listBluetoothPens: () => engine.call('listBluetoothPens'),
    listPenProfiles: () => engine.call('listPenProfiles'),
    connectPen: (address) => application.connectPen(address),
    readPenBytes: () => engine.call('readPenBytes'),
    guessPen: (framing) => engine.call('guessPen', framing),
    describePen: (description) => engine.call('describePen', description),
    measurePen: (step) => engine.call('measurePen', step),
    savePen: (description) => application.savePen(description),
    exportPenProfile: async (id) => {
      const { filePath } = await dialog.showSaveDialog(ownWindow(), {
        title: 'Export the description of the pen',
        defaultPath: join(app.getPath('documents'), `${id}.json`),
        filters: [{ name: 'Pen profile', extensions: ['json'] }],
      });
      if (filePath === '') return undefined;
      await engine.call('exportPenProfile', { id, file: filePath });
      return filePath;
    },
    importPenProfile: async () => {
      const { filePaths } = await dialog.showOpenDialog(ownWindow(), {
        title: 'Import the description of a pen',
        defaultPath: app.getPath('documents'),
        properties: ['openFile'],
        filters: [{ name: 'Pen profile', extensions: ['json'] }],
      });
      const [file] = filePaths;
      return file === undefined ? undefined : engine.call('importPenProfile', file);
    },
    disconnectPen: () => application.disconnectPen(),
    controlReplay: (change) => engine.call('controlReplay', change),
    listModels: () => engine.call('listModels'),
    selectModel: (name) => application.selectModel(name),

    ...noteHandlers(application),

    chooseRecordingFile: async () => {
      const { filePaths } = await dialog.showOpenDialog(ownWindow(), {
        title: 'Replay a recording',
        defaultPath: options.home.recordings,
        properties: ['openFile'],
        filters: [
          { name: 'Recordings', extensions: ['csv', 'ndjson', 'gz', 'qwj', 'txt'] },
          { name: 'All files', extensions: ['*'] },
        ],
      });
      return filePaths[0];
    },
    startRecording: () => engine.call('startRecording'),
    stopRecording: () => engine.call('stopRecording'),
    inspectRecordings: (path) => engine.call('inspectRecordings', path),
    previewRecording: (name) => engine.call('previewRecording', name),
    readAgain: (reading) => engine.call('readAgain', reading),
    importRecording: (path) => engine.call('importRecording', path),
    listRecordings: () => {
      alerts.clear('recording-recovered');
      return engine.call('listRecordings');
    },
    exportRecording: async (name) => {
      const { filePaths } = await dialog.showOpenDialog(ownWindow(), {
        title: 'Export as OnHW CSV: choose a folder',
        defaultPath: app.getPath('documents'),
        buttonLabel: 'Export here',
        properties: ['openDirectory', 'createDirectory'],
      });
      const [parent] = filePaths;
      if (parent === undefined) return undefined;
      const folder = join(parent, name);
      if (existsSync(folder) && !(await mayReplace(folder))) return undefined;
      return engine.call('exportRecording', { name, folder });
    },
    deleteRecording: (name) => engine.call('deleteRecording', name),
    restoreRecording: (name) => engine.call('restoreRecording', name),
    renameRecording: (renaming) => engine.call('renameRecording', renaming),
    readTrash: () => engine.call('readTrash'),
    emptyTrash: () => engine.call('emptyTrash'),
    revealHome: () => reveal(options.home.root),
    revealRecordings: () => reveal(options.home.recordings),

    changeSettings: (change) => application.changeSettings(change),

    readDiagnostics: () => diagnosticsOf(application),
    copyDiagnostics: async () => clipboard.writeText(await reportOf(application)),
    saveReport: async ({ handwriting }) => {
      const { filePath } = await dialog.showSaveDialog(ownWindow(), {
        title: 'Save the report of a fault',
        defaultPath: join(app.getPath('documents'), 'quillwave-report.txt'),
        filters: [{ name: 'Text', extensions: ['txt'] }],
      });
      if (filePath === '') return undefined;
      const words = handwriting ? placeWords(application.notebook.shown.words).text : undefined;
      await writeFileAtomic(filePath, await reportOf(application, words));
      return filePath;
    },
    surveyCompute: () => engine.call('surveyCompute'),
    buildDictionary: async (name) => {
      const { filePaths } = await dialog.showOpenDialog(ownWindow(), {
        title: 'Choose a list of words',
        defaultPath: app.getPath('documents'),
        properties: ['openFile'],
        filters: [
          { name: 'One word a line, or a word and its count', extensions: ['txt', 'tsv', 'dic'] },
          { name: 'All files', extensions: ['*'] },
        ],
      });
      const [file] = filePaths;
      return file === undefined ? undefined : engine.call('buildDictionary', { name, file });
    },
    revealLog: async () => {
      await log.flushed();
      shell.showItemInFolder(log.file);
    },
  };
}

function windowState(application: Application): WindowState {
  const { settings, notebook, alerts } = application;
  return {
    settings: settings.value,
    status: application.status,
    note: notebook.shown,
    alerts: alerts.list,
    version: app.getVersion(),
    home: application.options.home.root,
    platform: process.platform,
    ...(application.prompted === undefined ? {} : { prompted: application.prompted }),
    ...(application.writers.adaptation === undefined
      ? {}
      : { adaptation: application.writers.adaptation }),
  };
}

async function diagnosticsOf(application: Application): Promise<Diagnostics> {
  const { status, log, options, startupMs, engine } = application;
  // What is wrong with the engine is among the events; the rest must be shown all the same.
  const compute = await engine.call('readCompute').catch(() => undefined);
  const { electron, chrome, node } = process.versions;
  return {
    versions: {
      Quillwave: app.getVersion(),
      Electron: electron,
      Chromium: chrome,
      'Node.js': node,
      System: `${process.platform} ${process.arch} ${process.getSystemVersion()}`,
    },
    status,
    events: log.events,
    logFile: log.file,
    home: options.home.root,
    startupMs,
    safe: options.safe,
    ...(compute && { compute }),
  };
}

/** @param handwriting what was written, where it shall stand in it */
async function reportOf(application: Application, handwriting?: string): Promise<string> {
  const { versions, status, events, compute } = await diagnosticsOf(application);
  return formatReport({
    versions,
    status,
    compute,
    settings: application.settings.value,
    home: await summarizeHome(application.options.home),
    alerts: application.alerts.list,
    events: events.map(
      ({ at, severity, text }) => `${new Date(at).toISOString()} ${severity} ${text}`,
    ),
    ...(handwriting !== undefined && { handwriting }),
  });
}

async function reveal(folder: string): Promise<void> {
  await makeFolder(folder);
  const problem = await shell.openPath(folder);
  if (problem === '') return;
  throw new UserError(
    'folder-open',
    `The folder could not be opened: ${problem}`,
    `Open ${folder} by hand.`,
  );
}
