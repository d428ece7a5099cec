import type { Worker } from 'node:worker_threads';
import { UserError } from '../../../contract/alerts.ts';
import type { TrainableNetwork } from '../../../recognizer/network/trainable.ts';
import type { TeacherDescription } from '../../cmr/teacher.ts';
import type { GradientWorkerData, StepReport, StepRequest, WorkerMessage } from './messages.ts';
import { startTypescriptThread } from './typescript-thread.ts';
import { VariableLayout } from './variable-layout.ts';

export interface GradientPoolOptions {
  readonly workers: number;
  /** URL of a module with `createBatches(source, worker)`. */
  readonly batchesModule: string;
  /** Handed to that module; must be cloneable. */
  readonly source: unknown;
  /** The network is then the joint model of pen and images. */
  readonly teacher?: TeacherDescription;
}

export interface PooledGradients {
  /** Mean over the workers; by the names of `network.variables`. Valid until the next step. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  /** New values of variables that are not learned (moving statistics), mean over the workers. Valid as long. */
  readonly statistics: ReadonlyMap<string, Float32Array>;
  readonly reports: readonly StepReport[];
}

/**
 * Threads that each compute the gradient of their own part of a batch (data-parallel training).
 * Weights and gradients lie in memory that all share, so a step copies nothing between threads;
 * while the main thread updates the weights, the workers simulate what they will need next. The
 * mean is always taken in the same order: the same seed and number of workers give the same result.
 */
export class GradientPool {
  readonly #threads: readonly Worker[];
  readonly #layout: VariableLayout;
  readonly #weights: Float32Array;
  readonly #results: readonly Float32Array[];
  readonly #mean: Float32Array;
  readonly #waiting: {
    resolve: (message: Exclude<WorkerMessage, { kind: 'failed' }>) => void;
    reject: (error: Error) => void;
  }[] = [];
  #failure: Error | undefined;

  private constructor(network: TrainableNetwork, options: GradientPoolOptions) {
    this.#layout = new VariableLayout(network);
    const shared = () => new SharedArrayBuffer(4 * this.#layout.length);
    const weights = shared();
    this.#weights = new Float32Array(weights);
    const results = Array.from({ length: options.workers }, shared);
    this.#mean = new Float32Array(this.#layout.length);
    this.#results = results.map((result) => new Float32Array(result));
    this.#threads = results.map((result, worker) => {
      const workerData: GradientWorkerData = {
        batchesModule: options.batchesModule,
        source: options.source,
        worker,
        network: network.description,
        ...(options.teacher && { teacher: options.teacher }),
        weights,
        result,
      };
      const thread = startTypescriptThread(
        new URL('./gradient-worker.ts', import.meta.url),
        workerData,
      );
      thread.on('message', (message: WorkerMessage) => this.#hear(worker, message));
      thread.on('error', (error) => this.#fail(error));
      thread.on('exit', () => this.#fail(new Error(`Training thread ${worker} ended.`)));
      return thread;
    });
  }

  /** @throws what a worker could not start for */
  static async start(
    network: TrainableNetwork,
    options: GradientPoolOptions,
  ): Promise<GradientPool> {
    const pool = new GradientPool(network, options);
    try {
      await Promise.all(pool.#threads.map((_, worker) => pool.#answer(worker)));
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  /** @param weights all variables of the network, in its order */
  async step(
    weights: ReadonlyMap<string, ArrayLike<number>>,
    request: Omit<StepRequest, 'seed'> & { readonly seeds: readonly number[] },
  ): Promise<PooledGradients> {
    const { seeds, ...common } = request;
    this.#layout.write(this.#weights, weights);
    const answers = this.#threads.map((thread, worker) => {
      const answer = this.#answer(worker);
      thread.postMessage({ ...common, seed: seeds[worker]! } satisfies StepRequest);
      return answer;
    });
    const reports = (await Promise.all(answers)).flatMap((message) =>
      message.kind === 'report' ? [message.report] : [],
    );
    const gradients = new Map<string, Float32Array>();
    const statistics = new Map<string, Float32Array>();
    const share = 1 / this.#threads.length;
    for (const place of this.#layout.places) {
      const mean = this.#layout.view(this.#mean, place).fill(0);
      for (const result of this.#results) {
        const own = this.#layout.view(result, place);
        for (let index = 0; index < mean.length; index += 1) mean[index]! += share * own[index]!;
      }
      (place.trainable ? gradients : statistics).set(place.name, mean);
    }
    return { gradients, statistics, reports };
  }

  async close(): Promise<void> {
    this.#failure ??= new Error('Training is over.');
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #answer(worker: number): Promise<Exclude<WorkerMessage, { kind: 'failed' }>> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting[worker] = { resolve, reject };
    });
  }

  #hear(worker: number, message: WorkerMessage): void {
    if (message.kind !== 'failed') {
      this.#waiting[worker]?.resolve(message);
      return;
    }
    const { code, remedy, message: text } = message;
    this.#fail(
      code !== undefined && remedy !== undefined
        ? new UserError(code, text, remedy)
        : new Error(`Training thread ${worker}: ${text}`),
    );
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const waiting of this.#waiting) waiting.reject(this.#failure);
  }
}
