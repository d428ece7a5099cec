import { app, dialog } from 'electron';
import { join } from 'node:path';
import type { WriterRequests } from '../../contract/writer-requests.ts';
import { archiveExtension } from '../../data/writers/archive.ts';
import type { Application } from '../application.ts';
import type { RequestHandlers } from '../requests.ts';

const archives = [{ name: 'Exported writers', extensions: ['tar.gz', 'gz'] }];

/** What is done for each request about writers. */
export function writerHandlers(
  application: Application,
): Pick<RequestHandlers, keyof WriterRequests> {
  const { engine, writers } = application;
  const ownWindow = () => {
    if (application.window === undefined) throw new Error('There is no window.');
    return application.window;
  };

  return {
    listWriters: () => engine.call('listWriters'),
    readWriter: (id) => engine.call('readWriter', id),
    createWriter: async (writer) => {
      const id = await engine.call('createWriter', writer);
      await writers.select(id);
      return id;
    },
    changeWriter: (request) => engine.call('changeWriter', request),
    duplicateWriter: (id) => engine.call('duplicateWriter', id),
    deleteWriter: async (id) => {
      if (application.status.writer?.id === id) await writers.select('');
      return engine.call('deleteWriter', id);
    },
    restoreWriter: (trashed) => engine.call('restoreWriter', trashed),
    emptyWritersTrash: () => engine.call('emptyWritersTrash'),
    exportWriter: async (id) => {
      const { canceled, filePath } = await dialog.showSaveDialog(ownWindow(), {
        title: 'Export the writer',
        defaultPath: join(app.getPath('documents'), `${id}.${archiveExtension}`),
        filters: archives,
      });
      if (canceled || filePath === '') return undefined;
      await engine.call('exportWriter', { id, file: filePath });
      return filePath;
    },
    importWriter: async () => {
      const { filePaths } = await dialog.showOpenDialog(ownWindow(), {
        title: 'Import a writer',
        defaultPath: app.getPath('documents'),
        properties: ['openFile'],
        filters: archives,
      });
      const [file] = filePaths;
      return file === undefined ? undefined : engine.call('importWriter', file);
    },
    selectWriter: (id) => writers.select(id),
    changeDictionary: (request) => engine.call('changeDictionary', request),
    applyVersion: (request) => engine.call('applyVersion', request),
    deleteVersion: (request) => engine.call('deleteVersion', request),
    restoreVersion: (request) => engine.call('restoreVersion', request),

    choosePrompts: (request) => engine.call('choosePrompts', request),
    startPrompts: (request) => engine.call('startPrompts', request),
    resumePrompts: (request) => engine.call('resumePrompts', request),
    answerPrompt: (answer) => engine.call('answerPrompt', answer),
    leavePrompts: () => engine.call('leavePrompts'),
    askSimulatedPen: (request) => engine.call('askSimulatedPen', request),
    beginCalibration: () => engine.call('beginCalibration'),
    calibrationStep: (step) => engine.call('calibrationStep', step),
    keepCalibration: (id) => engine.call('keepCalibration', id),
    cancelCalibration: () => engine.call('cancelCalibration'),

    startAdaptation: (id) => writers.startAdaptation(id),
    cancelAdaptation: () => writers.cancelAdaptation(),
    endLearning: () => writers.endLearning(),
    keepAdaptation: async (id) => {
      await engine.call('keepAdaptation', id);
      writers.forgetAdaptation(id);
    },
    discardAdaptation: async (id) => {
      await engine.call('discardAdaptation', id);
      writers.forgetAdaptation(id);
    },
  };
}
