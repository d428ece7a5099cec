import type { Failure, Reply } from '../contract/failure.ts';
import { UserError } from '../contract/alerts.ts';

/** Errors cross processes as data: code, message and remedy survive, the stack stays here. */
export function toFailure(error: unknown): Failure {
  if (error instanceof UserError) {
    return { code: error.code, message: error.message, remedy: error.remedy };
  }
  return {
    code: 'internal',
    message: error instanceof Error ? error.message : String(error),
    remedy: 'Try again. If it comes back, the log named under Troubleshooting tells more.',
  };
}

export function toError(failure: Failure): UserError {
  return new UserError(failure.code, failure.message, failure.remedy);
}

export async function replyOf<T>(
  work: () => T | Promise<T>,
  onError: (error: unknown) => void,
): Promise<Reply<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    onError(error);
    return { ok: false, failure: toFailure(error) };
  }
}
