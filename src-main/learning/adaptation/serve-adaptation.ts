import type { AdaptationCommand, AdaptationMessage } from '../../contract/adaptation.ts';
import { UserError } from '../../contract/alerts.ts';
import { runAdaptation } from './run-adaptation.ts';

export interface AdaptationLine {
  listen(hear: (command: AdaptationCommand) => void): void;
  /** Resolves once the message is on its way. */
  tell(message: AdaptationMessage): Promise<void>;
  /** Called after the last message. */
  end(): void;
}

/** One adaptation over a line of messages: started and cancelled by commands, then over. */
export function serveAdaptation(
  line: AdaptationLine,
  run: typeof runAdaptation = runAdaptation,
): void {
  const abort = new AbortController();
  const enough = new AbortController();
  let begun = false;
  const finish = async (message: AdaptationMessage) => {
    await line.tell(message);
    line.end();
  };
  line.listen((command) => {
    if (command.kind === 'cancel') {
      abort.abort();
      if (!begun) void finish({ kind: 'cancelled' });
      return;
    }
    if (command.kind === 'finish') enough.abort();
    if (begun || command.kind !== 'start') return;
    begun = true;
    run(command.request, {
      signal: abort.signal,
      finish: enough.signal,
      onProgress: (progress) => void line.tell({ kind: 'progress', progress }),
    })
      .then((result): AdaptationMessage => ({ kind: 'done', result }))
      .catch((error: unknown): AdaptationMessage => {
        return abort.signal.aborted ? { kind: 'cancelled' } : failureOf(error);
      })
      .then(finish, () => line.end());
  });
}

function failureOf(error: unknown): AdaptationMessage {
  if (error instanceof UserError) {
    const { code, message, remedy } = error;
    return { kind: 'failed', code, message, remedy };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    kind: 'failed',
    code: 'adaptation-failed',
    message: `Learning ended by an error of the program: ${message}.`,
    remedy:
      'The recordings are as they were. Try again; if it fails again, report it with the log.',
  };
}
