import { app, clipboard, dialog } from 'electron';
import { join } from 'node:path';
import { placeWords } from '../../contract/notes.ts';
import { writeFileAtomic } from '../../data/files/atomic-file.ts';
import type { Application } from '../application.ts';
import type { RequestHandlers } from '../requests.ts';
import { exportNote, fileNameOf, formatOf } from './export-note.ts';

type NoteRequest =
  | 'editText'
  | 'confirmWord'
  | 'moveText'
  | 'undoText'
  | 'redoText'
  | 'clearText'
  | 'copyText'
  | 'exportText'
  | 'listNotes'
  | 'openNote'
  | 'beginNote'
  | 'renameNote'
  | 'deleteNote'
  | 'restoreNote'
  | 'emptyNotesTrash';

/** What is done for each request of the window about text and notes. */
export function noteHandlers(application: Application): Pick<RequestHandlers, NoteRequest> {
  const { notebook, batcher } = application;
  /** A change that was meant for another note must not hit this one. */
  const inShown = (note: string, change: () => number): number | undefined =>
    note === notebook.shown.id ? change() : undefined;
  const sent = <T>(value: T): T => {
    batcher.flush();
    return value;
  };

  return {
    editText: ({ note, ...edit }) => inShown(note, () => application.edited(notebook.edit(edit))),
    confirmWord: ({ note, index }) =>
      inShown(note, () => application.edited(notebook.confirm(index))),
    moveText: ({ note, ...moving }) => inShown(note, () => sent(notebook.move(moving))),
    undoText: () => sent(notebook.undo()),
    redoText: () => sent(notebook.redo()),
    clearText: () => notebook.clear(),
    copyText: () => clipboard.writeText(placeWords(notebook.shown.words).text),
    exportText: async () => {
      const { window } = application;
      if (window === undefined) throw new Error('There is no window.');
      const note = notebook.shown;
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        title: 'Save the text',
        defaultPath: join(app.getPath('documents'), fileNameOf(note)),
        filters: [
          { name: 'Text', extensions: ['txt'] },
          { name: 'Markdown', extensions: ['md'] },
          { name: 'Web page', extensions: ['html'] },
          { name: 'JSON with times, confidences and alternatives', extensions: ['json'] },
        ],
      });
      if (canceled || filePath === '') return undefined;
      await writeFileAtomic(filePath, exportNote(note, formatOf(filePath)));
      return filePath;
    },
    listNotes: () => notebook.list(),
    openNote: (id) => notebook.show(id),
    beginNote: () => notebook.begin(),
    renameNote: ({ id, title }) => notebook.rename(id, title),
    deleteNote: (id) => notebook.delete(id),
    restoreNote: (id) => notebook.restore(id),
    emptyNotesTrash: () => application.notes.emptyTrash(),
  };
}
