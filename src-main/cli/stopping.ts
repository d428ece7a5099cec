const listeners = new Set<() => void>();
const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Tells of the wish to stop: Ctrl+C, a friendly kill, or nobody reading the output any more. A
 * second Ctrl+C ends the process at once.
 * @returns the unregister function
 */
export function onStop(listener: () => void): () => void {
  listeners.add(listener);
  for (const signal of signals) process.once(signal, listener);
  return () => {
    listeners.delete(listener);
    for (const signal of signals) process.off(signal, listener);
  };
}

/** @returns false when nothing runs that could be told */
export function requestStop(): boolean {
  for (const listener of listeners) listener();
  return listeners.size > 0;
}

/**
 * Does work that the user may stop; what it throws then is no failure of the program.
 * @param message written when it was stopped, with the exit code 1
 */
export async function stoppable(
  work: (signal: AbortSignal) => Promise<void>,
  message: string,
): Promise<void> {
  const abort = new AbortController();
  const ignore = onStop(() => abort.abort());
  try {
    await work(abort.signal);
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    process.stderr.write(`${message}\n`);
    process.exitCode = 1;
  } finally {
    ignore();
  }
}
