import type { ComputeReport } from '../../contract/compute.ts';
import type { ModelPackage } from '../../recognizer/model/package.ts';
import type { ComputeService } from './service.ts';

export interface ComputeWatchOptions {
  readonly compute: ComputeService;
  /** Of the model in use, by its name. */
  readonly loadModel: (name: string) => Promise<ModelPackage>;
  /** Somebody is writing, or is about to: nothing is tried meanwhile. */
  readonly busy: () => boolean;
  /** Another rung than the one in use is best: the model should be opened again. */
  readonly onBetter: () => void;
  readonly onError: (error: unknown) => void;
  /** From a model's opening until what is not known of it is tried, ms. Default 20 s. */
  readonly delayMs?: number;
  /** A survey that waits for a writer to rest looks again after this time, ms. Default 5 s. */
  readonly retryMs?: number;
}

/**
 * Finds out in the background where the model in use runs best: a program that has just been started
 * reads on the processor at once, and on something better as soon as that is known.
 */
export class ComputeWatch {
  readonly #options: Required<ComputeWatchOptions>;
  readonly #closed = new AbortController();
  #model: string | undefined;
  #forced: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(options: ComputeWatchOptions) {
    this.#options = { delayMs: 20_000, retryMs: 5000, ...options };
  }

  /** A model was opened. @param forced the rung that a person wants */
  opened(name: string, forced: string | undefined): void {
    this.#model = name;
    this.#forced = forced;
    this.#plan(this.#options.delayMs);
  }

  /** What is known of the model in use; undefined while there is none. */
  async report(forcedLearning?: string): Promise<ComputeReport | undefined> {
    if (this.#model === undefined) return undefined;
    const model = await this.#options.loadModel(this.#model);
    return this.#options.compute.report(model, this.#forced, forcedLearning);
  }

  /** Tries everything now, whatever is known. */
  async survey(): Promise<void> {
    clearTimeout(this.#timer);
    const name = this.#model;
    if (name === undefined) return;
    await (this.#running ??= this.#survey(name).finally(() => (this.#running = undefined)));
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#closed.abort();
  }

  #plan(delayMs: number): void {
    clearTimeout(this.#timer);
    if (this.#closed.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#surveyUnknown(), delayMs);
  }

  async #surveyUnknown(): Promise<void> {
    const { busy, compute, loadModel, retryMs, onError } = this.#options;
    if (busy()) {
      this.#plan(retryMs);
      return;
    }
    try {
      if (await compute.isKnown(await loadModel(this.#model!))) return;
      await this.survey();
    } catch (error) {
      onError(error);
    }
  }

  async #survey(name: string): Promise<void> {
    const { compute, loadModel, onBetter } = this.#options;
    const model = await loadModel(name);
    const [before] = await compute.rungsFor(model, this.#forced);
    await compute.survey(model, { signal: this.#closed.signal });
    const [after] = await compute.rungsFor(model, this.#forced);
    if (after !== before && this.#model === name) onBetter();
  }
}
