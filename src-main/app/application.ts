import { app, nativeTheme, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { eventChannels } from '../contract/ipc.ts';
import type { EngineEvents, LiveSegment, LiveStatus } from '../contract/live.ts';
import { emptyStatistics, formatPenAddress, type PenAddress } from '../contract/pens.ts';
import type { PromptedState } from '../contract/prompts.ts';
import { plainText, type TextSegment } from '../contract/text.ts';
import type { Settings, SettingsChange } from '../contract/settings.ts';
import type { HomeFolders } from '../data/home.ts';
import { dictionaryLanguages } from '../library/languages.ts';
import { SettingsStore } from '../settings/settings-store.ts';
import { StandingAlerts } from './alerts.ts';
import type { AppArguments } from './arguments.ts';
import type { EngineConfiguration } from './engine/engine.ts';
import { closeLearningWindows } from './engine/learning-window.ts';
import { EngineProcess } from './engine/engine-process.ts';
import { toFailure } from './failure.ts';
import { LiveBatcher } from './live-batcher.ts';
import { Log } from './log.ts';
import { rememberedPen, withBaudRate } from './remembered-pen.ts';
import { Draft } from './text/draft.ts';
import { Transcript } from './text/transcript.ts';
import { openMainWindow } from './window/window.ts';
import { WriterRoom } from './writers/writer-room.ts';

export interface ApplicationOptions {
  readonly home: HomeFolders;
  readonly pageUrl: string;
  readonly given: AppArguments;
  /** Name of the model that reads where none was chosen. */
  readonly defaultModel: string;
}

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
const toldSegments = 20;

/** The running program: one window, one engine, the text between them. */
export class Application {
  readonly log: Log;
  readonly settings: SettingsStore;
  readonly transcript = new Transcript();
  readonly alerts: StandingAlerts;
  readonly engine: EngineProcess;
  readonly batcher: LiveBatcher;
  readonly draft: Draft;
  readonly writers: WriterRoom;
  status: LiveStatus = noStatus;
  prompted: PromptedState | undefined;
  /** The text of the session before this one, until it is brought back. */
  previousText: readonly TextSegment[] = [];
  startupMs = 0;
  #window: BrowserWindow | undefined;
  #pen: PenAddress | undefined;
  #model: string;
  #givenLanguages: readonly string[] | undefined;
  #givenBackend: string | undefined;
  /** Of the command line, until they are read the first time; then it counts what was chosen since. */
  #givenReader: Pick<AppArguments, 'model' | 'writer'>;
  #ready: Promise<void>;

  constructor(readonly options: ApplicationOptions) {
    const { home, given, defaultModel } = options;
    this.log = new Log(join(home.logs, 'quillwave.log'));
    this.settings = new SettingsStore(home.settingsFile, (alert) => this.alerts.raise(alert));
    this.draft = new Draft(join(home.root, 'draft.json'), (error) =>
      this.log.error('The text could not be kept on disk', error),
    );
    this.batcher = new LiveBatcher((batch) => {
      if (this.#window?.isDestroyed() !== false) return;
      this.#window.webContents.send(eventChannels.live, batch);
    });
    this.alerts = new StandingAlerts((alerts) => this.batcher.alerts(alerts));
    this.engine = new EngineProcess(
      {
        onEvent: (event, payload, epoch) => this.#onEvent(event, payload, epoch),
        onStart: () => {
          this.#ready = this.#prepareEngine();
        },
        onCrash: (restarting) => this.#onCrash(restarting),
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
    this.#ready = Promise.resolve();
  }

  get window(): BrowserWindow | undefined {
    return this.#window;
  }

  async open(): Promise<void> {
    const { given, pageUrl, defaultModel } = this.options;
    this.log.write(
      'information',
      `Quillwave ${app.getVersion()}, Electron ${process.versions.electron}`,
    );
    const loaded = this.settings.load();
    const settings = await loaded;
    const previous = await this.draft.previous();
    this.previousText = previous;
    this.#model = given.model ?? (settings.model === '' ? defaultModel : settings.model);
    this.#pen = given.pen ?? rememberedPen(settings.pen, settings.penProfile);
    nativeTheme.themeSource = settings.theme;
    this.#window = openMainWindow({
      placementFile: join(this.options.home.root, 'window.json'),
      pageUrl,
      dark: settings.theme === 'system' ? undefined : settings.theme === 'dark',
      onError: (context, error) => this.log.error(context, error),
    });
    this.#window.once('ready-to-show', () => {
      this.startupMs = Date.now() - performance.timeOrigin;
      this.log.write('information', `Window ready after ${Math.round(this.startupMs)} ms`);
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
    return this.#givenBackend ?? (this.settings.value.backend || undefined);
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
    if (address.kind === 'replay') return;
    await this.settings.change({
      pen: formatPenAddress(address),
      ...(address.kind === 'simulated' ? {} : { penProfile: address.profile ?? '' }),
    });
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
  async follow({ pen, model, languages, writer }: AppArguments): Promise<void> {
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

  /** The whole text changed by the user's will. */
  textReplaced(): void {
    this.batcher.text(this.transcript.segments);
    this.draft.keep(this.transcript.segments);
    this.#tellText();
  }

  /** @param word what was put in; empty when a word was taken out */
  textCorrected(segment: TextSegment, word: string): void {
    this.batcher.segment(segment);
    this.draft.keep(this.transcript.segments);
    this.#tellText();
    const id = Number(segment.key.split('.')[1]);
    if (Number.isInteger(id) && !segment.key.startsWith('before-')) {
      const text = plainText([segment]);
      void this.engine.call('recordCorrection', { id, text });
      void this.#attempt('correction', () =>
        this.engine.call('keepCorrection', { id, text, word }),
      );
    }
  }

  /** The next word is read with the words before it, as they stand on the sheet now. */
  #tellText(): void {
    const committed = this.transcript.segments.filter((segment) => segment.committed);
    const text = plainText(committed.slice(-toldSegments));
    void this.engine
      .call('textBefore', text)
      .catch((error: unknown) => this.log.error('The engine was not told of the text', error));
  }

  /** Closes recording and pen in order and writes what waits. */
  async close(): Promise<void> {
    this.writers.close();
    await this.engine.close();
    await this.draft.flush();
    this.log.write('information', 'Closed in order');
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
    for (const delay of recoveryDelaysMs) setTimeout(() => void this.#recoverRecordings(), delay);
  }

  /** The writer who was chosen last, else the model; a writer who is gone is told of. */
  async #openReader(): Promise<void> {
    const { writer = this.settings.value.writer, model } = this.#givenReader;
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
        this.status = status;
        if (status.model !== '') this.alerts.clear('start-model');
        if (status.presence === 'connected') this.alerts.clear('start-pen');
        this.batcher.status(status);
      },
      samples: (samples) => this.batcher.samples(samples),
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

  #onSegment(segment: LiveSegment, epoch: number): void {
    const changed = this.transcript.apply(epoch, segment);
    if (changed === undefined) return;
    this.batcher.segment(changed);
    if (changed.committed) this.draft.keep(this.transcript.segments);
  }

  #onCrash(restarting: boolean): void {
    this.log.write('error', `The engine stopped${restarting ? ' and is started again' : ''}.`);
    this.status = noStatus;
    this.batcher.status(noStatus);
    this.prompted = undefined;
    this.batcher.prompted('ended');
    this.alerts.clearAll();
    this.alerts.raise({
      code: 'engine-stopped',
      severity: restarting ? 'information' : 'error',
      message: 'The part that reads the pen stopped unexpectedly.',
      remedy: restarting
        ? 'It was started again by itself; the text is safe.'
        : 'It keeps stopping. Quit and start again; if that does not help, see Troubleshooting.',
    });
  }

  #clearPenAlerts(): void {
    for (const { code } of this.alerts.list) {
      if (/^(pen|serial|replay|start-pen|engine)/.test(code)) this.alerts.clear(code);
    }
  }
}
