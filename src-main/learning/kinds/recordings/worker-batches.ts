import type { WorkerBatches } from '../../runs/threads/gradient-worker.ts';
import { RecordingsBatches, type RecordingsSource } from './recordings-batches.ts';
import { WindowStore } from './window-store.ts';

/** What a gradient thread makes its batches of. */
export interface RecordingsBatchSource extends RecordingsSource {
  readonly windowsFile: string;
}

/** Called by the gradient threads. */
export function createBatches(source: unknown, worker: number): Promise<WorkerBatches> {
  const { windowsFile, ...recordings } = source as RecordingsBatchSource;
  const store = new WindowStore(windowsFile, recordings.recipe.rateHz);
  return Promise.resolve(new RecordingsBatches(recordings, store, worker));
}
