import type { OnProblem, PenRecording } from '../../data/recording.ts';
import { readTrajectories } from '../../data/formats/trajectories-format.ts';
import {
  collectHandwriting,
  type HandwritingCorpus,
} from '../../simulator/composition/handwriting-corpus.ts';
import {
  type HandwritingSimulationOptions,
  HandwritingSimulator,
} from '../../simulator/composition/simulate-handwriting.ts';

/**
 * Everything in a file of pen-tip trajectories, by writer.
 * @throws UserError when the file cannot be read or holds nothing usable
 */
export async function openHandwriting(
  path: string,
  options: { readonly onProblem?: OnProblem } = {},
): Promise<HandwritingCorpus> {
  const corpus = await collectHandwriting(readTrajectories(path, options));
  if (corpus.faulty > 0) {
    const message = `Characters that look unlike all others of their kind were left out: ${corpus.faulty}.`;
    options.onProblem?.({ file: path, message, skipped: false });
  }
  return corpus;
}

export interface SimulatedRecordingOptions extends HandwritingSimulationOptions {
  /** How many samples in all. */
  readonly count: number;
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * What the simulated pen measures while the writers of a corpus write, one sample after the other.
 * @param path of the trajectories, for the recordings to name
 * @throws UserError when the corpus holds nothing that can be written; the signal's reason
 */
export function* simulatedRecordings(
  corpus: HandwritingCorpus,
  path: string,
  { count, onProgress, signal, ...options }: SimulatedRecordingOptions,
): Generator<PenRecording> {
  const simulator = new HandwritingSimulator(corpus, options);
  for (let index = 0; index < count; index++) {
    signal?.throwIfAborted();
    const { writer, hand, label, writing } = simulator.sample(index);
    const { rateHz, length, values, mask } = writing;
    yield {
      file: path,
      index,
      ...(label !== undefined && { label }),
      ...(writer !== undefined && { writer }),
      hand,
      mask,
      timesMs: Float64Array.from({ length }, (_, i) => (i * 1000) / rateHz),
      values,
    };
    onProgress?.(index + 1);
  }
}
