import { createContext } from 'svelte';
import type { Bridge, LiveBatch, ModelSummary } from '$contract/ipc.ts';
import type { PenAddress } from '$contract/pens.ts';
import { commandsOf, type Commands } from '../bridge/commands.ts';
import type { StepAction } from '../features/live/next-step.ts';
import type { ShortcutCommand } from '../features/shortcuts/shortcuts.ts';
import { LiveState } from './live.svelte.ts';
import { NavigationState } from './navigation.svelte.ts';
import { NoticeState } from './notices.svelte.ts';
import { RecordingsState } from './recordings.svelte.ts';
import { SettingsState } from './settings.svelte.ts';
import { SignalState } from './signal.svelte.ts';
import { TextState } from './text.svelte.ts';
import { WritersState } from './writers.svelte.ts';

const signalSeconds = [5, 10, 20, 60] as const;
export { signalSeconds };

/** Everything the window knows, and everything that can be done in it. */
export class AppState {
  readonly commands: Commands;
  readonly live = new LiveState();
  readonly text = new TextState();
  readonly signal = new SignalState();
  readonly notices = new NoticeState();
  readonly navigation = new NavigationState();
  readonly settings: SettingsState;
  readonly recordings: RecordingsState;
  readonly writers: WritersState;
  models = $state.raw<readonly ModelSummary[]>([]);
  draftWords = $state(0);
  opened = $state(false);
  mac = $state(false);

  constructor(private readonly bridge: Bridge) {
    this.commands = commandsOf(bridge);
    this.settings = new SettingsState(this.commands, this.notices);
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
      this.text.replace(state.text);
      this.draftWords = state.draftWords;
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
    this.navigation.sheet = undefined;
    this.navigation.page = 'write';
    await this.connect({ kind: 'replay', file });
  }

  async clearText(): Promise<void> {
    if (!this.text.hasCommitted) return;
    await this.notices.attempt(this.commands.clearText());
    this.notices.say('Text cleared.', {
      label: 'Undo',
      run: () => void this.notices.attempt(this.commands.restoreText()),
    });
  }

  async copyText(): Promise<void> {
    if (this.text.empty) return;
    const copied = this.commands.copyText().then(() => true);
    if (await this.notices.attempt(copied)) this.notices.say('Text copied.');
  }

  async saveText(): Promise<void> {
    if (this.text.empty) return;
    const file = await this.notices.attempt(this.commands.saveText());
    if (file !== undefined) this.notices.say(`Saved as ${file}`);
  }

  async recoverDraft(): Promise<void> {
    await this.notices.attempt(this.commands.recoverDraft());
    this.draftWords = 0;
  }

  async toggleRecording(): Promise<void> {
    if (this.live.status.recording === undefined) {
      await this.notices.attempt(this.commands.startRecording());
      return;
    }
    await this.notices.attempt(this.commands.stopRecording());
    await this.recordings.refresh();
    const go = { label: 'Show', run: () => (this.navigation.page = 'recordings') };
    this.notices.say('Recording kept.', go);
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
    else if (action === 'simulate') void this.connect({ kind: 'simulated' });
    else if (action === 'replay-again' || action === 'write-again') {
      if (address !== undefined) void this.connect(address);
    }
    if (action === 'choose-model') document.querySelector<HTMLElement>('#model')?.focus();
  }

  /** Does what a shortcut asks for. */
  run(command: ShortcutCommand): void {
    const { navigation, signal, settings } = this;
    const actions: Record<ShortcutCommand, () => unknown> = {
      copy: () => this.copyText(),
      save: () => this.saveText(),
      clear: () => this.clearText(),
      'undo-clear': () => this.notices.attempt(this.commands.restoreText()),
      larger: () => this.changeTextSize(1.125),
      smaller: () => this.changeTextSize(1 / 1.125),
      pens: () => (navigation.sheet = 'pens'),
      replay: () => this.replay(),
      record: () => this.toggleRecording(),
      'pause-signal': () => signal.togglePause(),
      'toggle-signal': () => settings.change({ showSignal: !settings.value.showSignal }),
      shorter: () => this.changeSignalSeconds(-1),
      longer: () => this.changeSignalSeconds(1),
      'page-write': () => (navigation.page = 'write'),
      'page-recordings': () => (navigation.page = 'recordings'),
      'page-settings': () => (navigation.page = 'settings'),
      'page-troubleshooting': () => (navigation.page = 'troubleshooting'),
      'page-writers': () => (navigation.page = 'writers'),
      'page-experiments': () => (navigation.page = 'experiments'),
      shortcuts: () => (navigation.sheet = 'shortcuts'),
    };
    actions[command]();
  }

  #take(batch: LiveBatch): void {
    const { status, samples, segments, text, alerts } = batch;
    this.writers.take(batch);
    if (status !== undefined) this.live.status = status;
    if (alerts !== undefined) this.live.takeAlerts(alerts);
    if (text !== undefined) this.text.replace(text);
    if (segments !== undefined) this.text.update(segments);
    for (const batch of samples ?? []) this.signal.ring.push(batch);
  }
}

export const [appState, provideAppState] = createContext<AppState>();
