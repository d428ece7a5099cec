import type { RecordingSummary, TrashContent } from '$contract/ipc.ts';
import type { Commands } from '../bridge/commands.ts';
import { t } from '../language/language.svelte.ts';
import type { NoticeState } from './notices.svelte.ts';

/** The recordings there are, newest first. */
export class RecordingsState {
  list = $state.raw<readonly RecordingSummary[]>([]);
  trash = $state.raw<TrashContent>({ count: 0, bytes: 0, recordings: [] });
  loaded = $state(false);

  constructor(
    private readonly commands: Pick<
      Commands,
      | 'listRecordings'
      | 'deleteRecording'
      | 'restoreRecording'
      | 'renameRecording'
      | 'importRecording'
      | 'readTrash'
      | 'emptyTrash'
    >,
    private readonly notices: NoticeState,
  ) {}

  async refresh(): Promise<void> {
    const list = await this.notices.attempt(this.commands.listRecordings());
    if (list !== undefined) this.list = list.toSorted((a, b) => b.startedAt - a.startedAt);
    this.loaded = true;
    this.trash = (await this.notices.attempt(this.commands.readTrash())) ?? this.trash;
  }

  async rename(name: string, title: string): Promise<void> {
    await this.notices.attempt(this.commands.renameRecording({ name, title: title.trim() }));
    await this.refresh();
  }

  /** Copies a recording that lies elsewhere among these. */
  async importFrom(path: string): Promise<void> {
    const name = await this.notices.attempt(this.commands.importRecording(path));
    if (name === undefined) return;
    await this.refresh();
    this.notices.say(t('Recording kept.'));
  }

  /** Deletes for good what was deleted before. */
  async emptyTrash(): Promise<void> {
    await this.notices.attempt(this.commands.emptyTrash());
    await this.refresh();
  }

  async remove(name: string): Promise<void> {
    const done = await this.notices.attempt(this.commands.deleteRecording(name).then(() => true));
    if (done !== true) return;
    await this.refresh();
    this.notices.say(t('Recording deleted.'), {
      label: t('Undo'),
      run: () => void this.restore(name),
    });
  }

  /** Brings a deleted recording back. */
  async restore(name: string): Promise<void> {
    await this.notices.attempt(this.commands.restoreRecording(name));
    await this.refresh();
  }
}
