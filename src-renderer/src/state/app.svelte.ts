import { createContext } from 'svelte';
import type {
  Bridge,
  ContainedRecording,
  LiveBatch,
  ModelSummary,
  RecordingContents,
} from '$contract/ipc.ts';
import type { PenAddress, ReplayControl } from '$contract/pens.ts';
import { commandsOf, type Commands } from '../bridge/commands.ts';
import type { StepAction } from '../features/live/next-step.ts';
import type { ShortcutCommand } from '../features/shortcuts/shortcuts.ts';
import { LiveState } from './live.svelte.ts';
import { NavigationState, pages, type Page } from './navigation.svelte.ts';
import { t } from '../language/language.svelte.ts';
import { NoticeState } from './notices.svelte.ts';
import { RecordingsState } from './recordings.svelte.ts';
import { SettingsState } from './settings.svelte.ts';
import { SignalState } from './signal.svelte.ts';
import { NoteState } from './note.svelte.ts';
import { WritersState } from './writers.svelte.ts';

const signalSeconds = [5, 10, 20, 60] as const;
export { signalSeconds };

/** What can be done with the text while it is on screen. */
export interface ShownText {
  /** Goes to the next word in doubt. */
  next(direction: 1 | -1): void;
  /** Chooses the first word of a piece of writing. */
  openPiece(key: string): void;
  /** Shows what else the word at the caret may have been. */
  openReadings(): void;
}

/** Everything the window knows, and everything that can be done in it. */
export class AppState {
  readonly commands: Commands;
  readonly live = new LiveState();
  readonly notes: NoteState;
  readonly signal = new SignalState();
  readonly notices = new NoticeState();
  readonly navigation = new NavigationState();
  readonly settings: SettingsState;
  readonly recordings: RecordingsState;
  readonly writers: WritersState;
  /** The file whose recordings are listed. */
  contents = $state.raw<RecordingContents>();
  models = $state.raw<readonly ModelSummary[]>([]);
  opened = $state(false);
  text: ShownText | undefined;
  mac = $state(false);
  version = $state('');
  /** Folder that everything is kept in. */
  home = $state('');

  constructor(private readonly bridge: Bridge) {
    this.commands = commandsOf(bridge);
    this.settings = new SettingsState(this.commands, this.notices);
    this.notes = new NoteState(this.commands, this.notices);
    this.recordings = new RecordingsState(this.commands, this.notices);
    this.writers = new WritersState(this.commands, this.notices);
  }

  /** @returns what stops listening */
  open(): () => void {
    const stop = this.bridge.events.live((batch) => this.#take(batch));
    void this.notices.attempt(this.commands.openWindow()).then((state) => {
      if (state === undefined) return;
      this.settings.value = state.settings;
      this.live.status = state.status;
      this.live.takeAlerts(state.alerts);
      this.notes.replace(state.note);
      this.version = state.version;
      this.home = state.home;
      this.mac = state.platform === 'darwin';
      this.writers.take(state);
      if (state.prompted !== undefined) this.navigation.page = 'writers';
      this.opened = true;
      void this.writers.refresh();
      return this.refreshModels();
    });
    return stop;
  }

  async refreshModels(): Promise<void> {
    this.models = (await this.notices.attempt(this.commands.listModels())) ?? this.models;
  }

  async connect(address: PenAddress): Promise<void> {
    await this.notices.attempt(this.commands.connectPen(address));
  }

  /** Lets the user choose a recording and plays it. */
  async replay(): Promise<void> {
    const file = await this.notices.attempt(this.commands.chooseRecordingFile());
    if (file === undefined) return;
    const contents = await this.#inspect(file);
    const [first, ...others] = contents?.recordings ?? [];
    if (contents === undefined || first === undefined) return;
    if (others.length === 0) await this.play({ path: contents.path });
    else this.#showFile(contents);
  }

  /** Shows what was dropped onto the window, and what can be done with it. */
  async receive(files: Iterable<File>): Promise<void> {
    const [path] = Array.from(files, (file) => this.bridge.pathOf(file)).filter(Boolean);
    if (path === undefined) return;
    const contents = await this.#inspect(path);
    if (contents !== undefined) this.#showFile(contents);
  }

  /** What a file holds is looked at first: one that is no recording leaves the pen as it is. */
  async #inspect(path: string): Promise<RecordingContents | undefined> {
    return this.notices.attempt(this.commands.inspectRecordings(path));
  }

  #showFile(contents: RecordingContents): void {
    this.contents = contents;
    this.navigation.sheet = 'file';
  }

  /** Replays a recording. @param fromMs where it begins */
  async play(
    { path, index }: Pick<ContainedRecording, 'path' | 'index'>,
    fromMs = 0,
  ): Promise<void> {
    this.navigation.sheet = undefined;
    const part = { ...(index !== undefined && { index }), ...(fromMs > 0 && { fromMs }) };
    const playing = this.commands.connectPen({ kind: 'replay', file: path, ...part });
    if ((await this.notices.attempt(playing.then(() => true))) !== true) return;
    this.navigation.page = 'write';
  }

  /** Has the replay go on from another moment, at the speed that it has. */
  async seekReplay(fromMs: number): Promise<void> {
    const { address, replay } = this.live.status;
    if (address?.kind !== 'replay') return;
    const speed = replay?.speed ?? 1;
    await this.connect({ ...address, fromMs: Math.round(fromMs), speed });
  }

  async controlReplay(change: ReplayControl): Promise<void> {
    await this.notices.attempt(this.commands.controlReplay(change));
  }

  async clearText(): Promise<void> {
    if (this.notes.empty) return;
    await this.notices.attempt(this.commands.clearText());
    this.notices.say(t('Text cleared.'), {
      label: t('Undo'),
      run: () => void this.notes.undo(),
    });
  }

  async copyText(): Promise<void> {
    if (this.notes.empty) return;
    const copied = this.commands.copyText().then(() => true);
    if (await this.notices.attempt(copied)) this.notices.say(t('Text copied.'));
  }

  async exportText(): Promise<void> {
    if (this.notes.empty) return;
    const file = await this.notices.attempt(this.commands.exportText());
    if (file !== undefined) this.notices.say(t('Saved as {{file}}', { file }));
  }

  /** From the sheet of a simulated pen back to the last note of the user's, or to a new one. */
  async showOwnNote(): Promise<void> {
    await this.notes.refresh();
    const last = this.notes.list.notes.find(({ source }) => source === 'pen');
    const work = last ? this.commands.openNote(last.id) : this.commands.beginNote();
    await this.notices.attempt(work);
  }

  /** Calibrates the pen for the writer who is read; without one, a writer is made first. */
  async calibrate(): Promise<void> {
    this.navigation.page = 'writers';
    const { writer } = this.live.status;
    if (writer === undefined) this.writers.creating = true;
    else await this.writers.beginCalibration(writer.id);
  }

  async toggleRecording(): Promise<void> {
    if (this.live.status.recording === undefined) {
      await this.notices.attempt(this.commands.startRecording());
      return;
    }
    await this.notices.attempt(this.commands.stopRecording());
    await this.recordings.refresh();
    const go = { label: t('Show'), run: () => (this.navigation.page = 'recordings') };
    this.notices.say(t('Recording kept.'), go);
  }

  changeTextSize(factor: number): void {
    const textSize = Math.round(Math.min(96, Math.max(16, this.settings.value.textSize * factor)));
    void this.settings.change({ textSize });
  }

  changeSignalSeconds(steps: number): void {
    const index = signalSeconds.findIndex(
      (seconds) => seconds >= this.settings.value.signalSeconds,
    );
    const next = signalSeconds[Math.min(signalSeconds.length - 1, Math.max(0, index + steps))]!;
    void this.settings.change({ signalSeconds: next });
  }

  /** Does what the step that the window proposes says. */
  act(action: StepAction): void {
    const { address } = this.live.status;
    if (action === 'choose-pen') this.navigation.sheet = 'pens';
    else if (action === 'describe-pen') this.describePen();
    else if (action === 'simulate') void this.connect({ kind: 'simulated' });
    else if (action === 'replay-again') void this.seekReplay(0);
    else if (action === 'write-again' && address !== undefined) void this.connect(address);
    if (action === 'choose-model') document.querySelector<HTMLElement>('#model')?.focus();
  }

  /** Opens the editor of the present pen, with the plot beside it. */
  describePen(): void {
    this.navigation.sheet = undefined;
    this.navigation.page = 'write';
    this.navigation.describing = true;
  }

  /** Does what a shortcut asks for. */
  run(command: ShortcutCommand): void {
    const { navigation, signal, settings } = this;
    const actions: Record<ShortcutCommand, () => unknown> = {
      copy: () => this.copyText(),
      save: () => this.exportText(),
      'new-note': () => this.notices.attempt(this.commands.beginNote()),
      notes: () => settings.change({ showNotes: !settings.value.showNotes }),
      find: () => {
        navigation.page = 'write';
        navigation.finding = true;
      },
      clear: () => this.clearText(),
      undo: () => this.notes.undo(),
      redo: () => this.notes.redo(),
      present: () => {
        navigation.page = 'write';
        navigation.presenting = !navigation.presenting;
      },
      'next-doubtful': () => this.text?.next(1),
      'previous-doubtful': () => this.text?.next(-1),
      readings: () => this.text?.openReadings(),
      larger: () => this.changeTextSize(1.125),
      smaller: () => this.changeTextSize(1 / 1.125),
      pens: () => (navigation.sheet = 'pens'),
      replay: () => this.replay(),
      record: () => this.toggleRecording(),
      'pause-signal': () => signal.togglePause(),
      'toggle-signal': () => settings.change({ showSignal: !settings.value.showSignal }),
      shorter: () => this.changeSignalSeconds(-1),
      longer: () => this.changeSignalSeconds(1),
      'page-1': () => this.#open(0),
      'page-2': () => this.#open(1),
      'page-3': () => this.#open(2),
      'page-4': () => this.#open(3),
      'page-5': () => this.#open(4),
      'page-6': () => this.#open(5),
      shortcuts: () => (navigation.sheet = 'shortcuts'),
    };
    actions[command]();
  }

  /** The tabs that are shown, in their order. */
  get pages(): readonly Page[] {
    const { showExperiments } = this.settings.value;
    return pages.filter(({ id }) => id !== 'experiments' || showExperiments);
  }

  #open(index: number): void {
    const page = this.pages[index];
    if (page !== undefined) this.navigation.page = page.id;
  }

  #take(batch: LiveBatch): void {
    const { status, samples, note, pieces, alerts } = batch;
    this.writers.take(batch);
    if (status !== undefined) this.live.status = status;
    if (alerts !== undefined) this.live.takeAlerts(alerts);
    if (note !== undefined) this.notes.take(note);
    if (pieces !== undefined) this.signal.take(pieces);
    for (const batch of samples ?? []) this.signal.ring.push(batch);
  }
}

export const [appState, provideAppState] = createContext<AppState>();
