import { UserError } from '../../contract/alerts.ts';
import type { AdaptationState } from '../../contract/writer-requests.ts';
import type { SettingsStore } from '../../settings/settings-store.ts';
import type { EngineProcess } from '../engine/engine-process.ts';
import { toFailure } from '../failure.ts';
import type { Log } from '../log.ts';
import { AdaptationProcess } from './adaptation-process.ts';

export interface WriterRoomParts {
  readonly engine: EngineProcess;
  readonly settings: SettingsStore;
  readonly log: Log;
  /** Of the window that is shown. */
  readonly pageUrl: string;
  /** Model that reads where a writer names none. */
  readonly usualModel: () => string;
  readonly onAdaptation: (state: AdaptationState) => void;
}

/** Writers as the main process knows them: who is chosen, and what is being learnt. */
export class WriterRoom {
  readonly #process: AdaptationProcess;
  #adaptation: AdaptationState | undefined;
  #cancelled = false;

  constructor(private readonly parts: WriterRoomParts) {
    this.#process = new AdaptationProcess(parts.pageUrl);
  }

  get adaptation(): AdaptationState | undefined {
    return this.#adaptation;
  }

  /**
   * Reads this writer from now on; empty: anybody.
   * @param idOrName
   * @param model of which the writer's version is to read; default: the version in use
   * @throws UserError; the one before then stays
   */
  async select(idOrName: string, model?: string): Promise<void> {
    const { engine, settings, log, usualModel } = this.parts;
    const usual = usualModel();
    const request = { id: idOrName, usual, ...(model !== undefined && { model }) };
    const writer = await engine.call('selectWriter', request);
    log.write('information', writer === undefined ? 'Writer: anybody' : `Writer: ${writer.name}`);
    await settings.change({ writer: writer?.id ?? '' });
  }

  /** Learns in the background; how it goes is told. @throws UserError when it cannot begin */
  async startAdaptation(id: string): Promise<void> {
    if (this.#process.running || this.#adaptation?.phase === 'preparing') {
      throw new UserError(
        'adaptation-running',
        'An adaptation is running already.',
        'Wait until it is done, or cancel it.',
      );
    }
    const { engine, usualModel, log } = this.parts;
    this.#cancelled = false;
    this.#tell({ writer: id, phase: 'preparing' });
    try {
      const request = await engine.call('prepareAdaptation', { id, usual: usualModel() });
      if (this.#wasCancelled()) {
        this.#tell({ writer: id, phase: 'cancelled' });
        return;
      }
      this.#tell({ writer: id, phase: 'running' });
      const learning = this.#process.run(request, {
        onProgress: (progress) => this.#tell({ writer: id, phase: 'running', progress }),
        onOutput: (line) => log.write('information', `Adaptation: ${line}`),
      });
      void learning
        .then(async (result) => {
          if (result === undefined) {
            this.#tell({ writer: id, phase: 'cancelled' });
            return;
          }
          const version = await engine.call('finishAdaptation', { id, request, result });
          log.write(
            'information',
            `Adaptation on ${result.learnedOn}, ${result.method}: ${result.reason}`,
          );
          const { progress } = this.#adaptation ?? {};
          this.#tell({
            writer: id,
            phase: version === undefined ? 'not-better' : 'offered',
            result,
            ...(progress === undefined ? {} : { progress }),
          });
        })
        .catch((error: unknown) => this.#fail(id, error));
    } catch (error) {
      this.#fail(id, error);
      throw error;
    }
  }

  /** Ends learning with the best version so far, which is then offered. */
  endLearning(): void {
    this.#process.finish();
  }

  cancelAdaptation(): void {
    this.#cancelled = true;
    this.#process.cancel();
  }

  /** The user has decided on what was offered. */
  forgetAdaptation(id: string): void {
    if (this.#adaptation?.writer !== id || this.#process.running) return;
    this.#tell({ writer: id, phase: 'cancelled' });
  }

  close(): void {
    this.#process.kill();
  }

  #wasCancelled(): boolean {
    return this.#cancelled;
  }

  #fail(id: string, error: unknown): void {
    if (this.#cancelled) {
      this.#tell({ writer: id, phase: 'cancelled' });
      return;
    }
    this.parts.log.error('Adaptation', error);
    this.#tell({ writer: id, phase: 'failed', failure: toFailure(error) });
  }

  #tell(state: AdaptationState): void {
    this.#adaptation = state;
    this.parts.onAdaptation(state);
  }
}
