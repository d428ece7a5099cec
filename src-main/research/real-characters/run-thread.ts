import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../contract/alerts.ts';
import { oneRun, type RunOutcome, type RunRequest } from './one-run.ts';

/** What a thread answers, once. */
export type RunAnswer =
  | { readonly outcome: RunOutcome }
  | {
      readonly failure: {
        readonly message: string;
        readonly code?: string;
        readonly remedy?: string;
      };
    };

const port = parentPort!;

oneRun(workerData as RunRequest)
  .then((outcome) => port.postMessage({ outcome } satisfies RunAnswer))
  .catch((error: unknown) => {
    const failure =
      error instanceof UserError
        ? { message: error.message, code: error.code, remedy: error.remedy }
        : { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    port.postMessage({ failure } satisfies RunAnswer);
  });
