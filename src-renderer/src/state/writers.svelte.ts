import type { LiveBatch } from '$contract/ipc.ts';
import type { PromptedState, PromptRequest } from '$contract/prompts.ts';
import type { SensorCalibrationState } from '$contract/sensor-calibration.ts';
import type { AdaptationState, PromptAnswer, WriterDetails } from '$contract/writer-requests.ts';
import type { NewWriter, Writer, WriterChange } from '$contract/writers.ts';
import type { Commands } from '../bridge/commands.ts';
import { t } from '../language/language.svelte.ts';
import type { NoticeState } from './notices.svelte.ts';

/** The writers there are, the one that is looked at, and what is being done with a pen for them. */
export class WritersState {
  list = $state.raw<readonly Writer[]>([]);
  trash = $state.raw<readonly string[]>([]);
  problems = $state.raw<readonly { message: string; remedy: string }[]>([]);
  loaded = $state(false);
  /** Id of the writer that the page shows. */
  shown = $state<string>();
  details = $state.raw<WriterDetails>();
  prompted = $state.raw<PromptedState>();
  calibration = $state.raw<SensorCalibrationState>();
  adaptation = $state.raw<AdaptationState>();
  /** The form for a new writer is open. */
  creating = $state(false);
  #refreshing: Promise<void> | undefined;
  #stale = false;

  constructor(
    private readonly commands: Commands,
    private readonly notices: NoticeState,
  ) {}

  take({ prompted, calibration, adaptation, writersChanged }: LiveBatch): void {
    if (prompted !== undefined) this.prompted = prompted === 'ended' ? undefined : prompted;
    if (calibration !== undefined && this.calibration !== undefined) this.calibration = calibration;
    if (adaptation !== undefined) this.adaptation = adaptation;
    if (writersChanged === true || isDecided(adaptation)) void this.refresh();
  }

  /** Reads list and details again; while one reading runs, another is done after it at most. */
  refresh(): Promise<void> {
    this.#stale = true;
    this.#refreshing ??= (async () => {
      while (this.#stale) {
        this.#stale = false;
        await this.#read();
      }
    })().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async show(id: string | undefined): Promise<void> {
    this.shown = id;
    this.creating = false;
    if (this.details?.writer.id !== id) this.details = undefined;
    await this.refresh();
  }

  async create(writer: NewWriter): Promise<void> {
    const id = await this.#attempt(this.commands.createWriter(writer));
    if (id !== undefined) await this.show(id);
  }

  async change(id: string, change: WriterChange): Promise<void> {
    await this.#attempt(this.commands.changeWriter({ id, change }));
    await this.refresh();
  }

  /** Whose hand is read from now on; empty: anybody's. */
  async select(id: string): Promise<void> {
    await this.#attempt(this.commands.selectWriter(id));
    await this.refresh();
  }

  async duplicate(id: string): Promise<void> {
    const copy = await this.#attempt(this.commands.duplicateWriter(id));
    if (copy !== undefined) await this.show(copy);
  }

  async remove({ id, name }: Writer): Promise<void> {
    const trashed = await this.#attempt(this.commands.deleteWriter(id));
    if (trashed === undefined) return;
    await this.show(undefined);
    this.notices.say(t('{{name}} deleted.', { name }), {
      label: t('Undo'),
      run: () => void this.restore(trashed),
    });
  }

  async restore(trashed: string): Promise<void> {
    const id = await this.#attempt(this.commands.restoreWriter(trashed));
    if (id !== undefined) await this.show(id);
  }

  async emptyTrash(): Promise<void> {
    await this.#attempt(this.commands.emptyWritersTrash());
    await this.refresh();
  }

  async exportTo(id: string): Promise<void> {
    const file = await this.#attempt(this.commands.exportWriter(id));
    if (file !== undefined) this.notices.say(t('Exported as {{file}}', { file }));
  }

  async importFrom(): Promise<void> {
    const id = await this.#attempt(this.commands.importWriter());
    if (id !== undefined) await this.show(id);
  }

  async changeDictionary(id: string, words: readonly string[]): Promise<void> {
    await this.#attempt(this.commands.changeDictionary({ id, words: [...words] }));
    await this.refresh();
  }

  async applyVersion(id: string, version: string | undefined): Promise<void> {
    const which = version === undefined ? {} : { version };
    await this.#attempt(this.commands.applyVersion({ id, ...which }));
  }

  async deleteVersion(id: string, version: string): Promise<void> {
    const wasUsed = this.details?.writer.version === version;
    const done = this.commands.deleteVersion({ id, version }).then(() => true);
    if ((await this.#attempt(done)) !== true) return;
    this.notices.say(t('Version {{version}} deleted.', { version }), {
      label: t('Undo'),
      run: () => void this.restoreVersion(id, version, wasUsed),
    });
  }

  /** Brings a deleted version back, and has it read the writer again if it did. */
  async restoreVersion(id: string, version: string, use: boolean): Promise<void> {
    const done = this.commands.restoreVersion({ id, version }).then(() => true);
    if ((await this.#attempt(done)) === true && use) await this.applyVersion(id, version);
    await this.refresh();
  }

  /** The prompts are written by the one who is read from then on. */
  async startPrompts(id: string, prompts: PromptRequest): Promise<void> {
    if ((await this.#attempt(this.commands.selectWriter(id).then(() => true))) !== true) return;
    await this.#attempt(this.commands.startPrompts({ id, prompts }));
  }

  async resumePrompts(id: string, session: string): Promise<void> {
    if ((await this.#attempt(this.commands.selectWriter(id).then(() => true))) !== true) return;
    await this.#attempt(this.commands.resumePrompts({ id, session }));
  }

  answer(answer: PromptAnswer): void {
    void this.#attempt(this.commands.answerPrompt(answer));
  }

  async leavePrompts(): Promise<void> {
    if (this.prompted === undefined) return;
    this.prompted = undefined;
    // What is known of the writer is of before the session: nothing is better than that.
    this.details = undefined;
    await this.#attempt(this.commands.leavePrompts());
    await this.refresh();
  }

  async beginCalibration(id: string): Promise<void> {
    if ((await this.#attempt(this.commands.selectWriter(id).then(() => true))) !== true) return;
    this.calibration = await this.#attempt(this.commands.beginCalibration());
  }

  async cancelCalibration(): Promise<void> {
    if (this.calibration === undefined) return;
    this.calibration = undefined;
    await this.#attempt(this.commands.cancelCalibration());
  }

  async keepCalibration(id: string): Promise<void> {
    const kept = await this.#attempt(this.commands.keepCalibration(id).then(() => true));
    if (kept !== true) return;
    this.calibration = undefined;
    this.notices.say(t('The pen is calibrated.'));
  }

  async adapt(id: string): Promise<void> {
    await this.#attempt(this.commands.startAdaptation(id));
  }

  /** Ends learning with the best version so far, which is then offered. */
  async endLearning(): Promise<void> {
    await this.#attempt(this.commands.endLearning());
  }

  async cancelAdaptation(): Promise<void> {
    await this.#attempt(this.commands.cancelAdaptation());
  }

  async keepAdaptation(id: string): Promise<void> {
    const kept = await this.#attempt(this.commands.keepAdaptation(id).then(() => true));
    await this.refresh();
    if (kept === true) this.notices.say(t('The new version is active.'));
  }

  async discardAdaptation(id: string): Promise<void> {
    await this.#attempt(this.commands.discardAdaptation(id));
    await this.refresh();
  }

  #attempt<T>(work: Promise<T>): Promise<T | undefined> {
    return this.notices.attempt(work);
  }

  async #read(): Promise<void> {
    const found = await this.#attempt(this.commands.listWriters());
    this.loaded = true;
    if (found === undefined) return;
    this.list = found.writers;
    this.trash = found.trash;
    this.problems = found.problems;
    if (!this.list.some(({ id }) => id === this.shown)) this.shown = this.list[0]?.id;
    this.details =
      this.shown === undefined
        ? undefined
        : await this.#attempt(this.commands.readWriter(this.shown));
  }
}

function isDecided(adaptation: AdaptationState | undefined): boolean {
  return adaptation !== undefined && !['preparing', 'running'].includes(adaptation.phase);
}
