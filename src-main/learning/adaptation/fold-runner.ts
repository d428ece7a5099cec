import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { UserError } from '../../contract/alerts.ts';
import { switchOffOnnxTelemetry } from '../../compute/onnx-telemetry.ts';
import { useTensorflow } from '../../compute/tensorflow.ts';
import type { GradientSource } from '../gradients/gradient-source.ts';
import { FoldLearner, openSpelling, type FoldCheck, type LearningTask } from './fold-learner.ts';
import type { Fold } from './folds.ts';

/** Versions that learn side by side. */
export interface FoldRunner {
  /**
   * Has one version learn so many steps more, and read what was kept back.
   * @param planned steps in all, as far as is known
   * @param onStep told after every step of it
   */
  learn(fold: number, steps: number, planned: number, onStep?: () => void): Promise<FoldCheck>;
  close(): Promise<void>;
}

/**
 * All versions in this thread, one after the other.
 * @param source makes the gradients of all. Default: the processor, here
 */
export async function foldsInPlace(
  task: LearningTask,
  folds: readonly Fold[],
  source?: GradientSource,
): Promise<FoldRunner> {
  const tensorflow = await useTensorflow();
  const spell = await openSpelling(task.spelling);
  const options = { ...(source && { source }), ...(spell && { spell }) };
  const learners = folds.map(
    (fold, index) => new FoldLearner(tensorflow, task, fold, index, options),
  );
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;
  return {
    // Requests come all at once; versions in one thread take turns.
    learn: (fold, steps, planned, onStep) => {
      const check = turn.then(() => {
        if (closed) throw new Error('Learning is over.');
        return learners[fold]!.learn(steps, planned, onStep);
      });
      turn = check.catch(() => undefined);
      return check;
    },
    close: async () => {
      closed = true;
      // A version must not lose its variables in the middle of a step.
      await turn;
      for (const learner of learners) learner.dispose();
    },
  };
}

interface ThreadData {
  readonly kind: 'adaptation';
  readonly task: LearningTask;
  readonly folds: readonly Fold[];
}

interface Request {
  readonly fold: number;
  readonly steps: number;
  readonly planned: number;
}

type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'stepped'; readonly fold: number }
  | { readonly kind: 'checked'; readonly fold: number; readonly check: FoldCheck }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly code?: string;
      readonly remedy?: string;
    };

/**
 * Versions in threads, fold k in thread k modulo their number. Requests to one thread are dealt with
 * one after the other.
 * @throws what a thread could not start for
 */
export async function foldsInThreads(
  task: LearningTask,
  folds: readonly Fold[],
  threads: number,
): Promise<FoldRunner> {
  const workers = await Promise.all(
    Array.from({ length: threads }, () => startThread({ kind: 'adaptation', task, folds })),
  );
  const waiting = new Map<
    number,
    { resolve: (check: FoldCheck) => void; reject: Fail; onStep: (() => void) | undefined }
  >();
  let failure: Error | undefined;
  const fail: Fail = (error) => {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  const hear = (answer: Answer) => {
    if (answer.kind === 'failed') fail(errorOf(answer));
    if (answer.kind === 'stepped') waiting.get(answer.fold)?.onStep?.();
    if (answer.kind !== 'checked') return;
    waiting.get(answer.fold)?.resolve(answer.check);
    waiting.delete(answer.fold);
  };
  const close = async () => {
    failure ??= new Error('Learning is over.');
    await Promise.all(workers.map((worker) => worker.terminate()));
  };
  const started = workers.map(
    (worker) =>
      new Promise<void>((resolve, reject) => {
        worker.on('message', (answer: Answer) => {
          if (answer.kind === 'ready') resolve();
          hear(answer);
        });
        const ended: Fail = (error) => {
          fail(error);
          reject(failure!);
        };
        worker.on('error', ended);
        worker.on('exit', () => ended(new Error('A thread that learns has ended.')));
      }),
  );
  try {
    await Promise.all(started);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    learn: (fold, steps, planned, onStep) => {
      if (failure) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        waiting.set(fold, { resolve, reject, onStep });
        workers[fold % threads]!.postMessage({ fold, steps, planned } satisfies Request);
      });
    },
    close,
  };
}

type Fail = (error: Error) => void;

function errorOf({ message, code, remedy }: Extract<Answer, { kind: 'failed' }>): Error {
  return code !== undefined && remedy !== undefined
    ? new UserError(code, message, remedy)
    : new Error(message);
}

/** This very file, as it is or in a bundle: whichever holds it runs as the thread too. */
async function startThread(data: ThreadData): Promise<Worker> {
  const module = new URL(import.meta.url);
  if (!module.pathname.endsWith('.ts')) {
    switchOffOnnxTelemetry();
    return new Worker(fileURLToPath(module), { workerData: data });
  }
  const { startTypescriptThread } = await import('../runs/threads/typescript-thread.ts');
  return startTypescriptThread(module, data);
}

async function runThread({ task, folds }: ThreadData): Promise<void> {
  const port = parentPort!;
  const tensorflow = await useTensorflow();
  const spell = await openSpelling(task.spelling);
  const options = spell ? { spell } : {};
  const learners = new Map<number, FoldLearner>();
  let turn: Promise<void> = Promise.resolve();
  const learn = async ({ fold, steps, planned }: Request): Promise<void> => {
    const learner =
      learners.get(fold) ?? new FoldLearner(tensorflow, task, folds[fold]!, fold, options);
    learners.set(fold, learner);
    const onStep = () => port.postMessage({ kind: 'stepped', fold } satisfies Answer);
    const check = await learner.learn(steps, planned, onStep);
    const buffers = check.weights.map(({ values }) => values.buffer as ArrayBuffer);
    port.postMessage({ kind: 'checked', fold, check } satisfies Answer, buffers);
  };
  port.on('message', (request: Request) => {
    turn = turn.then(() => learn(request)).catch(tellFailure);
  });
  port.postMessage({ kind: 'ready' } satisfies Answer);
}

function tellFailure(error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const known = error instanceof UserError ? error : undefined;
  parentPort!.postMessage({
    kind: 'failed',
    message: known?.message ?? message,
    ...(known && { code: known.code, remedy: known.remedy }),
  } satisfies Answer);
}

if (!isMainThread && (workerData as Partial<ThreadData> | null)?.kind === 'adaptation') {
  runThread(workerData as ThreadData).catch(tellFailure);
}
