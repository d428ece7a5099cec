import type { Recognizer } from '../../../recognizer/recognizer.ts';
import type { Corpus } from './digits-corpus.ts';
import { evaluateWindows, type Evaluation } from '../../evaluation/evaluate.ts';
import { heldOut, type HeldOutCounts } from './digits-held-out.ts';
import type { Recipe } from './digits-recipe.ts';

/** What a trained model is judged by. */
export interface TestFigures {
  /** The recordings kept for test, as they are. */
  readonly single: Evaluation;
  /** Sequences of three and more of them, joined. */
  readonly sequences: Evaluation;
  /** The simulator, all 13 channels, writers and pens that training did not draw. */
  readonly simulated: Evaluation;
}

export interface TestOptions {
  /** Samples made for joined sequences and the simulator. Default 300 each (60 for validation). */
  readonly counts?: HeldOutCounts;
  readonly signal?: AbortSignal;
}

const testCounts: HeldOutCounts = { sequences: 300, simulated: 300 };

/** Reads the test part with the very recogniser that users get. */
export async function testFigures(
  recognizer: Pick<Recognizer, 'recognize'>,
  recipe: Recipe,
  corpus: Corpus,
  { counts = testCounts, signal }: TestOptions = {},
): Promise<TestFigures> {
  // Named one by one: callers pass wider objects, whose progress is that of training.
  const options = signal ? { signal } : {};
  const part = heldOut(recipe, corpus, 'test', counts);
  return {
    single: await evaluateWindows(recognizer, part.single, options),
    sequences: await evaluateWindows(recognizer, part.sequences, options),
    simulated: await evaluateWindows(recognizer, part.simulated, options),
  };
}

const percent = (fraction: number) => `${(100 * fraction).toFixed(2)} %`;

/** One line a part, for terminal and model card alike. */
export function describeFigures({ single, sequences, simulated }: TestFigures): string[] {
  const wrong = ({ samples, accuracy }: Evaluation) => Math.round(samples * (1 - accuracy));
  return [
    `single recordings: ${percent(single.accuracy)} right (${wrong(single)} of ${single.samples} wrong)`,
    `joined sequences: CER ${percent(sequences.cer)}, ${percent(sequences.accuracy)} of ${sequences.samples} without error`,
    `simulated pen: CER ${percent(simulated.cer)}, ${percent(simulated.accuracy)} of ${simulated.samples} without error`,
  ];
}

/** The most frequent mistakes of all parts, for example `6 read as 0 (×2)`. */
export function describeConfusions(figures: TestFigures, limit = 5): string[] {
  const name = (character: string) => (character === '' ? 'nothing' : character);
  return Object.entries(figures).flatMap(([part, { confusions }]: [string, Evaluation]) =>
    confusions
      .slice(0, limit)
      .map(
        ({ written, read, count }) => `${part}: ${name(written)} read as ${name(read)} (×${count})`,
      ),
  );
}
