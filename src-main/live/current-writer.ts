import { basename, dirname, join } from 'node:path';
import type { Alert } from '../contract/alerts.ts';
import type { Writer } from '../contract/writers.ts';
import type { HomeFolders } from '../data/home.ts';
import { newSessionFolder } from '../data/sessions/sessions.ts';
import { addToDictionary, readDictionary } from '../data/writers/dictionary.ts';
import { adaptationSuggestion, countTakes, type TakeCounts } from '../data/writers/take-counts.ts';
import { correctionsPrefix } from '../data/writers/takes.ts';
import { writerFolders } from '../data/writers/writer-folders.ts';
import { readWriter } from '../data/writers/writers.ts';
import { CorrectionJournal } from './correction-journal.ts';
import { dictionaryLanguages } from '../library/languages.ts';
import type { LiveSession } from './live-session.ts';
import { liveWriterOf } from './live-writer.ts';
import { modelForWriter } from './writer-model.ts';

/** Words that were added come into use after so long without another, ms. */
const reloadMs = 1500;

export interface CurrentWriterEvents {
  /** Has this model read from now on. @throws UserError; the one before then stays */
  readonly openModel: (nameOrFolder: string) => Promise<void>;
  /** Something of the writer's has changed on the disk. */
  readonly onChange: () => void;
  readonly onAlert: (alert: Alert) => void;
  readonly onAlertCleared: (code: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Whose hand is read now: model, words, calibration and corrections of one writer, or of nobody. */
export class CurrentWriter {
  #writer: Writer | undefined;
  #words: readonly string[] = [];
  #corrections: CorrectionJournal | undefined;
  #usual = '';
  /** The model that reads whoever is chosen, in the writer's version of it. */
  #named: string | undefined;
  #reload: NodeJS.Timeout | undefined;

  constructor(
    private readonly home: HomeFolders,
    private readonly session: LiveSession,
    private readonly events: CurrentWriterEvents,
  ) {}

  get writer(): Writer | undefined {
    return this.#writer;
  }

  /** The writer's own words. */
  get words(): readonly string[] {
    return this.#words;
  }

  /** Dictionaries that the writer is read with; undefined where nobody is chosen. */
  get languages(): readonly string[] | undefined {
    return this.#writer && dictionaryLanguages[this.#writer.language];
  }

  /**
   * Reads this writer from now on, or anybody (undefined): model, words, calibration.
   * @param usual the model where the writer names none
   * @param named the model of which the writer's version reads, until another is chosen
   * @throws UserError when writer or model cannot be had; the one before then stays
   */
  async select(id: string | undefined, usual: string, named?: string): Promise<Writer | undefined> {
    const writer = id === undefined ? undefined : await readWriter(this.home, id);
    const before = { writer: this.#writer, words: this.#words };
    this.#writer = writer;
    this.#words = writer === undefined ? [] : await readDictionary(this.home, writer.id);
    try {
      await this.events.openModel(await this.#modelFor(writer, usual, named));
    } catch (error) {
      this.#writer = before.writer;
      this.#words = before.words;
      throw error;
    }
    this.#usual = usual;
    this.#named = named;
    if (before.writer?.id !== writer?.id) await this.closeCorrections();
    this.#tellSession();
    await this.suggest();
    return writer;
  }

  /** Takes over what has changed on the disk, the model too. @throws UserError */
  async refresh(): Promise<void> {
    const before = this.#writer;
    if (before === undefined) return;
    const writer = await readWriter(this.home, before.id);
    // What was chosen meanwhile counts before what the program was started with.
    const same = writer.version === before.version && writer.model === before.model;
    await this.select(writer.id, this.#usual, same ? this.#named : undefined);
  }

  /** Takes over a calibration or a name, without opening the model again. @throws UserError */
  async refreshFile(): Promise<void> {
    if (this.#writer === undefined) return;
    this.#writer = await readWriter(this.home, this.#writer.id);
    this.#tellSession();
  }

  /**
   * Keeps what a piece says with its samples, and its words in the dictionary.
   * @param text of the whole piece @param word what was put in, empty when a word was taken out
   * @throws UserError when it cannot be written
   */
  async correct(id: number, text: string, word: string): Promise<void> {
    const writer = this.#writer;
    const piece = this.session.piece(id);
    if (writer === undefined || piece === undefined) return;
    this.#corrections ??= new CorrectionJournal(() => this.#openCorrections(writer));
    await this.#corrections.add(piece, text);
    const words = await addToDictionary(this.home, writer.id, word);
    if (words.length > this.#words.length) {
      this.#words = words;
      // Several corrections in a row open the dictionaries but once.
      clearTimeout(this.#reload);
      this.#reload = setTimeout(() => {
        void this.refresh().catch((error: unknown) => this.events.onError(error));
      }, reloadMs);
    }
    this.events.onChange();
    setTimeout(() => void this.suggest().catch(() => undefined), reloadMs);
  }

  /** Counts takes and says so when adapting would pay. */
  async suggest(): Promise<void> {
    const writer = this.#writer;
    const counts: TakeCounts | undefined = writer && (await countTakes(this.home, writer));
    const suggestion = counts && adaptationSuggestion(counts);
    if (suggestion === undefined || writer === undefined) {
      this.events.onAlertCleared('adaptation-suggested');
      return;
    }
    this.events.onAlert({
      code: 'adaptation-suggested',
      severity: 'information',
      message: `${writer.name}: ${suggestion}`,
      remedy: 'Writers → Adapt does it in a few minutes, while you write on.',
    });
  }

  async closeCorrections(): Promise<void> {
    clearTimeout(this.#reload);
    const corrections = this.#corrections;
    this.#corrections = undefined;
    await corrections?.close();
  }

  async #modelFor(writer: Writer | undefined, usual: string, named?: string): Promise<string> {
    if (writer === undefined) return named ?? usual;
    const choice = { usual, ...(named !== undefined && { named }) };
    return (await modelForWriter(this.home, writer, choice)).model;
  }

  async #openCorrections(writer: Writer) {
    const { sessions } = writerFolders(this.home, writer.id);
    const folder = await newSessionFolder({ recordings: sessions });
    const named = join(dirname(folder), correctionsPrefix + basename(folder));
    return this.session.openSession(named, {
      onFailure: (error) => this.events.onError(error),
    });
  }

  #tellSession(): void {
    this.session.useWriter(this.#writer && liveWriterOf(this.#writer));
  }
}
