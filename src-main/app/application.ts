import { app, clipboard, nativeTheme, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { eventChannels } from '../contract/ipc.ts';
import type { EngineEvents, LiveStatus, LocatedSegment } from '../contract/live.ts';
import type { PenDescription } from '../contract/pen-description.ts';
import { emptyStatistics, formatPenAddress, type PenAddress } from '../contract/pens.ts';
import type { PromptedState } from '../contract/prompts.ts';
import { lastParagraph, placeWords, type NoteSource, type NoteUpdate } from '../contract/notes.ts';
import type { Settings, SettingsChange } from '../contract/settings.ts';
import { without } from '../contract/without.ts';
import type { HomeFolders } from '../data/home.ts';
import { dictionaryLanguages } from '../library/languages.ts';
import { logName } from '../library/report/log-lines.ts';
import { SettingsStore } from '../settings/settings-store.ts';
import { StandingAlerts } from './alerts.ts';
import type { AppArguments } from './arguments.ts';
import type { EngineConfiguration } from './engine/engine.ts';
import { closeLearningWindows } from './engine/learning-window.ts';
import { EngineProcess } from './engine/engine-process.ts';
import { toFailure } from './failure.ts';
import { LiveBatcher } from './live-batcher.ts';
import { Log } from './log.ts';
import { migrateDraft } from './notes/migrate-draft.ts';
import { NoteStore } from './notes/note-store.ts';
import { Notebook, type EditResult } from './notes/notebook.ts';
import { rememberedPen, withBaudRate } from './remembered-pen.ts';
import { menuTitle } from './window/menu-titles.ts';
import { openMainWindow } from './window/window.ts';
import { WriterRoom } from './writers/writer-room.ts';

export interface ApplicationOptions {
  readonly home: HomeFolders;
  readonly pageUrl: string;
  readonly given: AppArguments;
  /** Name of the model that reads where none was chosen. */
  readonly defaultModel: string;
  /** Neither graphics card, pen nor writer: two starts before came to nothing. */
  readonly safe: boolean;
  /** Told when the program has been up for a while, and when it is ended in order. */
  readonly onUp: () => void;
}

/** Who is up for so long did not die of being started. */
const upMs = 10_000;
const safeBackend = 'onnx-cpu';

const noStatus: LiveStatus = {
  presence: 'closed',
  pen: {},
  statistics: emptyStatistics,
  samplesPerSecond: 0,
  mask: 0,
  writing: false,
  model: '',
  engine: '',
};

/** Looked for again, because the process that left a recording open may take a while to die. */
const recoveryDelaysMs = [0, 2000, 10_000] as const;

/** More of the text tells nothing of the next word. */
const toldWords = 40;

/** The running program: one window, one engine, the text between them. */
export class Application {
  readonly log: Log;
  readonly settings: SettingsStore;
  readonly notes: NoteStore;
  readonly notebook: Notebook;
  readonly alerts: StandingAlerts;
  readonly engine: EngineProcess;
  readonly batcher: LiveBatcher;
  readonly writers: WriterRoom;
  status: LiveStatus = { ...noStatus, starting: true };
  prompted: PromptedState | undefined;
  startupMs = 0;
  #window: BrowserWindow | undefined;
  #pen: PenAddress | undefined;
  #model: string;
  #givenLanguages: readonly string[] | undefined;
  #givenBackend: string | undefined;
  /** Of the command line, until they are read the first time; then it counts what was chosen since. */
  #givenReader: Pick<AppArguments, 'model' | 'writer'>;
  #givenFile: Pick<AppArguments, 'writerFile'>;
  #ready: Promise<void>;
  /** Pen and model are being opened for the first time since the engine was started. */
  #starting = true;
  /** A recording ran when the engine died: the next engine goes on with another. */
  #recordingCut = false;

  constructor(readonly options: ApplicationOptions) {
    const { home, given, defaultModel } = options;
    this.log = new Log(join(home.logs, logName));
    this.settings = new SettingsStore(home.settingsFile, (alert) => this.alerts.raise(alert));
    this.batcher = new LiveBatcher((batch) => {
      if (this.#window?.isDestroyed() !== false) return;
      this.#window.webContents.send(eventChannels.live, batch);
    });
    this.alerts = new StandingAlerts((alerts) => this.batcher.alerts(alerts));
    this.notes = new NoteStore(home);
    this.notebook = new Notebook(
      this.notes,
      {
        onUpdate: (update) => this.#onNote(update),
        onFailure: (error) => this.#onNotesKept(error),
      },
      { paragraphPauseMs: () => this.settings.value.paragraphPauseSeconds * 1000 },
    );
    this.engine = new EngineProcess(
      {
        onEvent: (event, payload, epoch) => this.#onEvent(event, payload, epoch),
        onStart: () => {
          this.#ready = this.#prepareEngine();
        },
        onCrash: (restarting) => this.#onCrash(restarting),
        onHang: (hanging) => this.#onHang(hanging),
        onOutput: (line) => this.log.write('information', `Engine: ${line}`),
      },
      options.pageUrl,
    );
    this.writers = new WriterRoom({
      engine: this.engine,
      settings: this.settings,
      log: this.log,
      pageUrl: options.pageUrl,
      usualModel: () => this.#model,
      onAdaptation: (state) => this.batcher.adaptation(state),
    });
    this.#model = given.model ?? defaultModel;
    this.#givenLanguages = given.languages;
    this.#givenBackend = given.backend;
    this.#givenReader = given;
    this.#givenFile = given;
    this.#ready = Promise.resolve();
  }

  get window(): BrowserWindow | undefined {
    return this.#window;
  }

  async open(): Promise<void> {
    const { given, pageUrl, defaultModel, safe } = this.options;
    this.log.write(
      'information',
      `Quillwave ${app.getVersion()}, Electron ${process.versions.electron}`,
    );
    const loaded = this.settings.load();
    const settings = await loaded;
    await this.#openNotes();
    this.#model = given.model ?? (settings.model === '' ? defaultModel : settings.model);
    this.#pen = given.pen ?? (safe ? undefined : rememberedPen(settings.pen, settings.penProfile));
    if (safe) this.#tellSafe();
    // A pen that was asked for shows its sheet; one that is only remembered leaves the last note open.
    const kept = this.notebook.shown.words.length > 0;
    if (this.#pen !== undefined && (given.pen !== undefined || !kept)) {
      this.notebook.arrive(noteSourceOf(this.#pen));
    }
    nativeTheme.themeSource = settings.theme;
    this.#window = openMainWindow({
      placementFile: join(this.options.home.root, 'window.json'),
      pageUrl,
      dark: settings.theme === 'system' ? undefined : settings.theme === 'dark',
      onError: (context, error) => this.log.error(context, error),
      undo: () => void this.notebook.undo(),
      redo: () => void this.notebook.redo(),
      title: (text) => menuTitle(text, this.settings.value.language),
    });
    this.#window.once('ready-to-show', () => {
      this.startupMs = Date.now() - performance.timeOrigin;
      this.log.write('information', `Window ready after ${Math.round(this.startupMs)} ms`);
      setTimeout(() => this.options.onUp(), upMs).unref();
    });
    this.#window.once('closed', () => {
      this.#window = undefined;
      closeLearningWindows();
    });
    this.engine.start();
  }

  /** Dictionaries to read with: as the command line says, until the setting is changed. */
  get languages(): readonly string[] {
    return this.#givenLanguages ?? dictionaryLanguages[this.settings.value.dictionary];
  }

  /** Where networks run: as the command line says, until the setting is changed. */
  get backend(): string | undefined {
    if (this.#givenBackend !== undefined) return this.#givenBackend;
    return this.options.safe ? safeBackend : this.settings.value.backend || undefined;
  }

  /** @throws UserError; what was kept of the change stays kept */
  async changeSettings(change: SettingsChange): Promise<Settings> {
    const changed = await this.settings.change(change);
    if (change.dictionary !== undefined) this.#givenLanguages = undefined;
    if (change.backend !== undefined) this.#givenBackend = undefined;
    nativeTheme.themeSource = changed.theme;
    // An engine that is just being started again is told anyway.
    await this.engine
      .call('configure', this.#configuration())
      .catch((error: unknown) => this.log.error('The engine could not be configured', error));
    return changed;
  }

  /** Opens another pen and remembers it. @throws UserError */
  async connectPen(address: PenAddress): Promise<void> {
    await this.#ready;
    this.log.write('information', `Connecting ${formatPenAddress(address)}`);
    this.#clearPenAlerts();
    await this.engine.call('connectPen', withBaudRate(address, this.settings.value.baudRate));
    this.#pen = address;
    this.notebook.arrive(noteSourceOf(address));
    if (address.kind === 'replay') {
      // What is replayed is read anew: a word that was read before would stand there twice.
      this.notebook.clear();
      return;
    }
    await this.settings.change({
      pen: formatPenAddress(address),
      ...(address.kind === 'simulated' ? {} : { penProfile: address.profile ?? '' }),
    });
  }

  /** Keeps how a pen is described; it is read so from now on. @returns the profile's id */
  async savePen(description: PenDescription): Promise<string> {
    const profile = await this.engine.call('savePen', description);
    const pen = this.#pen;
    if (pen?.kind === 'serial' || pen?.kind === 'ble') {
      this.#pen = { ...pen, profile };
      await this.settings.change({ pen: formatPenAddress(pen), penProfile: profile });
    }
    return profile;
  }

  async disconnectPen(): Promise<void> {
    this.#pen = undefined;
    await this.engine.call('disconnectPen');
    this.#clearPenAlerts();
  }

  /** @throws UserError; the old model then goes on reading */
  async selectModel(name: string): Promise<void> {
    await this.#ready;
    if (this.status.writer !== undefined) {
      await this.engine.call('chooseWriterModel', name);
      return;
    }
    await this.engine.call('selectModel', name);
    this.log.write('information', `Model: ${name}`);
    this.#model = name;
    await this.settings.change({ model: name });
  }

  /** A second start while this one runs: what it was given is done here. */
  async follow({ pen, model, languages, writer, writerFile }: AppArguments): Promise<void> {
    if (writerFile !== undefined) await this.#takeWriter(writerFile);
    if (languages !== undefined) {
      this.#givenLanguages = languages;
      await this.#attempt('configure', () => this.engine.call('configure', this.#configuration()));
    }
    if (writer !== undefined) {
      await this.#attempt('writer', () => this.writers.select(writer, model));
    } else if (model !== undefined) {
      await this.#attempt('model', () => this.selectModel(model));
    }
    if (pen !== undefined) await this.#attempt('pen', () => this.connectPen(pen));
  }

  /**
   * Tells the engine what the user put right, and sends the change before the answer.
   * @returns where the caret stands
   */
  edited({ caret, corrections }: EditResult): number {
    this.batcher.flush();
    for (const { epoch, id, text, word } of corrections) {
      // An engine that was started again knows nothing of the pieces before.
      if (epoch !== this.engine.epoch) continue;
      void this.#attempt('correction', async () => {
        await this.engine.call('recordCorrection', { id, text });
        await this.engine.call('keepCorrection', { id, text, word });
      });
    }
    return caret;
  }

  #onNote(update: NoteUpdate): void {
    this.batcher.note(update);
    // What the pen writes joins by itself.
    const written = update.splices?.every(
      ({ removed, inserted }) => removed.length === 0 && inserted.some(({ piece }) => piece),
    );
    if (update.words !== undefined || written === false) this.#tellText();
  }

  /** The next word is read with the words before it, as they stand on the sheet now. */
  #tellText(): void {
    if (this.engine.epoch < 0) return;
    const { text } = placeWords(this.notebook.shown.words.slice(-toldWords));
    void this.engine
      .call('textBefore', text.replaceAll('\n', ' '))
      .catch((error: unknown) => this.log.error('The engine was not told of the text', error));
  }

  /** Closes recording and pen in order and writes what waits. */
  async close(): Promise<void> {
    this.writers.close();
    await this.engine.close();
    await this.notebook.flush();
    this.log.write('information', 'Closed in order');
    this.options.onUp();
    await this.log.flushed();
  }

  #configuration(): EngineConfiguration {
    const { backend, languages } = this;
    const { pauseMs, learningBackend } = this.settings.value;
    const languagesGiven = this.#givenLanguages !== undefined;
    return {
      ...{ pauseMs, languages, languagesGiven },
      ...(backend !== undefined && { backend }),
      ...(learningBackend !== '' && { learningBackend }),
    };
  }

  /** What a new engine must be told before it can work. Never rejects: failures become alerts. */
  async #prepareEngine(): Promise<void> {
    const { baudRate } = this.settings.value;
    const pen = this.#pen;
    await this.#attempt('configure', () => this.engine.call('configure', this.#configuration()));
    this.#tellText();
    // A pen that only has to be opened should not wait for a model that has to be loaded.
    await Promise.all([
      this.#openReader(),
      pen === undefined
        ? undefined
        : this.#attempt('pen', () => this.engine.call('connectPen', withBaudRate(pen, baudRate))),
    ]);
    this.#starting = false;
    this.status = without(this.status, 'starting');
    this.batcher.status(this.status);
    const { writerFile } = this.#givenFile;
    this.#givenFile = {};
    if (writerFile !== undefined) await this.#takeWriter(writerFile);
    await this.#goOnRecording();
    for (const delay of recoveryDelaysMs) setTimeout(() => void this.#recoverRecordings(), delay);
  }

  #tellSafe(): void {
    this.log.write('warning', 'Safe start: without graphics card, pen and writer');
    this.alerts.raise({
      code: 'safe-start',
      severity: 'warning',
      message:
        'Quillwave stopped twice while it started. This time it left out the graphics card, the pen and the writer.',
      remedy:
        'Choose pen and writer by hand. The next start is an ordinary one; if it fails again, save a report under Troubleshooting.',
    });
  }

  async #takeWriter(file: string): Promise<void> {
    await this.#attempt('writer-import', async () => {
      const id = await this.engine.call('importWriter', file);
      const { writer } = await this.engine.call('readWriter', id);
      this.alerts.raise({
        code: 'writer-imported',
        severity: 'information',
        message: `The writer “${writer.name}” has been taken in.`,
        remedy: 'Choose them on the Writers page to read with what was learnt from them.',
      });
    });
  }

  /** The writer who was chosen last, else the model; a writer who is gone is told of. */
  async #openReader(): Promise<void> {
    const usual = this.options.safe ? '' : this.settings.value.writer;
    const { writer = usual, model } = this.#givenReader;
    this.#givenReader = {};
    if (writer !== '') await this.#attempt('writer', () => this.writers.select(writer, model));
    if (this.status.model !== '' && this.status.writer !== undefined) return;
    if (writer !== '' && !this.alerts.has('start-writer')) return;
    await this.#attempt('model', () => this.engine.call('selectModel', this.#model));
  }

  /** Puts in order what a killed process left behind, and says so. */
  async #recoverRecordings(): Promise<void> {
    await this.#attempt('recordings', async () => {
      const names = await this.engine.call('recoverRecordings');
      if (names.length === 0) return;
      this.log.write('information', `Recovered recordings: ${names.join(', ')}`);
      this.alerts.raise({
        code: 'recording-recovered',
        severity: 'information',
        message:
          names.length === 1
            ? 'A recording that was cut short by a crash has been saved.'
            : `${names.length} recordings that were cut short by a crash have been saved.`,
        remedy: `${names.length === 1 ? 'It is' : 'They are'} on the Recordings page.`,
      });
    });
  }

  async #attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log.error(what, error);
      this.alerts.raise({ severity: 'error', ...toFailure(error), code: `start-${what}` });
    }
  }

  #onEvent<K extends keyof EngineEvents>(event: K, payload: EngineEvents[K], epoch: number): void {
    const handlers: { [E in keyof EngineEvents]: (payload: EngineEvents[E]) => void } = {
      status: (status) => {
        if (status.presence !== this.status.presence) {
          this.log.write('information', `Pen: ${status.presence}`);
        }
        this.#logRecording(status);
        if (isOther(status.address, this.status.address)) this.notebook.settle();
        this.status = this.#starting ? { ...status, starting: true } : status;
        if (status.model !== '') this.alerts.clear('start-model');
        if (status.presence === 'connected') this.alerts.clear('start-pen');
        this.batcher.status(this.status);
      },
      samples: (samples) =>
        this.batcher.samples({ ...samples, clock: `${epoch}.${samples.clock}` }),
      segment: (segment) => this.#onSegment(segment, epoch),
      alert: (alert) => {
        // What went wrong with the model is known better already.
        if (alert.code === 'model-none' && this.alerts.has('start-model')) return;
        const isNew = this.alerts.raise(alert);
        if (isNew) this.log.write(alert.severity, `${alert.code}: ${alert.message}`);
      },
      'alert-cleared': (code) => this.alerts.clear(code),
      prompted: (state) => {
        this.prompted = state === 'ended' ? undefined : state;
        this.batcher.prompted(state);
      },
      calibration: (state) => this.batcher.calibration(state),
      'writers-changed': () => this.batcher.writersChanged(),
    };
    handlers[event](payload);
  }

  #logRecording({ recording }: LiveStatus): void {
    const before = this.status.recording;
    if (recording !== undefined && before?.name !== recording.name) {
      this.log.write('information', `Recording ${recording.name}`);
    }
    if (recording === undefined && before !== undefined) {
      this.log.write('information', `Recording ${before.name} ended after ${before.bytes} bytes`);
    }
  }

  #onSegment(segment: LocatedSegment, epoch: number): void {
    const { id, clock, startMs, endMs } = segment;
    this.batcher.piece({ key: `${epoch}.${id}`, clock: `${epoch}.${clock}`, startMs, endMs });
    this.notebook.write(epoch, segment, noteSourceOf({ kind: segment.source }));
    if (segment.committed && this.settings.value.dictation) this.#dictate();
  }

  /** Other programs get the text by their own key for pasting. */
  #dictate(): void {
    const text = lastParagraph(this.notebook.shown.words);
    if (text !== '') void clipboard.writeText(text);
  }

  /** Never rejects: what cannot be opened is told, and a new note is begun. */
  async #openNotes(): Promise<void> {
    await this.#attempt('notes', async () => {
      await migrateDraft(join(this.options.home.root, 'draft.json'), (note) =>
        this.notebook.adopt(note),
      );
      await this.notebook.open();
    });
  }

  #onNotesKept(error: unknown): void {
    if (error === undefined) {
      this.alerts.clear('note-save');
      return;
    }
    this.log.error('A note could not be kept', error);
    const { message, remedy } = toFailure(error);
    this.alerts.raise({
      code: 'note-save',
      severity: 'error',
      message: `The text could not be kept: ${message}`,
      remedy: `${remedy} Until then it is only on screen: copy it before you quit.`,
    });
  }

  /** Whether recording is on is the user's will, not the engine's: it goes on, or is told to be off. */
  async #goOnRecording(): Promise<void> {
    if (!this.#recordingCut) return;
    this.#recordingCut = false;
    await this.#attempt('recording', async () => {
      await this.engine.call('startRecording');
      this.alerts.raise({
        code: 'recording-continued',
        severity: 'warning',
        message: 'Recording was interrupted for a moment and goes on in a new recording.',
        remedy: 'The Recordings page has both parts.',
      });
    });
  }

  #onHang(hanging: boolean): void {
    this.log.write(
      'warning',
      hanging ? 'The engine does not answer.' : 'The engine answers again.',
    );
    if (!hanging) {
      this.alerts.clear('engine-hangs');
      return;
    }
    this.alerts.raise({
      code: 'engine-hangs',
      severity: 'warning',
      message: 'The part that reads the pen does not answer at the moment.',
      remedy: 'If it does not come back within ten seconds, it is started again by itself.',
    });
  }

  #onCrash(restarting: boolean): void {
    this.log.write('error', `The engine stopped${restarting ? ' and is started again' : ''}.`);
    this.#recordingCut ||= this.status.recording !== undefined;
    const recordingOff = this.#recordingCut && !restarting;
    this.#starting = restarting;
    this.status = { ...noStatus, ...(restarting && { starting: true }) };
    this.batcher.status(this.status);
    this.notebook.settle();
    this.prompted = undefined;
    this.batcher.prompted('ended');
    this.alerts.clearAll();
    this.alerts.raise({
      code: 'engine-stopped',
      severity: restarting ? 'information' : 'error',
      message: 'The part that reads the pen stopped unexpectedly.',
      remedy: restarting
        ? 'It was started again by itself; the text is safe.'
        : `It keeps stopping.${recordingOff ? ' Recording is off.' : ''} Quit and start again; if that does not help, see Troubleshooting.`,
    });
  }

  #clearPenAlerts(): void {
    for (const { code } of this.alerts.list) {
      if (/^(pen|serial|replay|start-pen|engine)/.test(code)) this.alerts.clear(code);
    }
  }
}

/** Who writes when this pen does: what only shows something has a sheet of its own. */
function noteSourceOf({ kind }: Pick<PenAddress, 'kind'>): NoteSource {
  return kind === 'simulated' || kind === 'replay' ? kind : 'pen';
}

function isOther(one: PenAddress | undefined, other: PenAddress | undefined): boolean {
  const name = (address: PenAddress | undefined) => address && formatPenAddress(address);
  return name(one) !== name(other);
}
