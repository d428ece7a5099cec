import { UserError } from '../../contract/alerts.ts';
import { startTypescriptThread } from '../../learning/runs/threads/typescript-thread.ts';
import type { RunOutcome, RunRequest } from './one-run.ts';
import type { RunAnswer } from './run-thread.ts';

/**
 * A run in a thread of its own, so that several go on side by side.
 * @throws what the run threw; the signal's reason
 */
export function runInThread(request: RunRequest, signal?: AbortSignal): Promise<RunOutcome> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const thread = startTypescriptThread(new URL('./run-thread.ts', import.meta.url), request);
    const stop = () => end(() => reject(signal!.reason as Error));
    const end = (settle: () => void) => {
      signal?.removeEventListener('abort', stop);
      settle();
      void thread.terminate();
    };
    signal?.addEventListener('abort', stop);
    thread.on('message', (answer: RunAnswer) =>
      end(() => ('outcome' in answer ? resolve(answer.outcome) : reject(errorOf(answer.failure)))),
    );
    thread.on('error', (error) => end(() => reject(error)));
    thread.on('exit', () => end(() => reject(new Error('The thread of a run ended too early.'))));
  });
}

function errorOf({ message, code, remedy }: Extract<RunAnswer, { failure: unknown }>['failure']) {
  return code !== undefined && remedy !== undefined
    ? new UserError(code, message, remedy)
    : new Error(message);
}
