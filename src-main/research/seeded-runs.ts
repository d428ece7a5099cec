import type { ExperimentContext } from './experiment.ts';
import { sideBySide } from './side-by-side.ts';

export interface SeededRuns<Condition, Outcome> {
  readonly conditions: readonly Condition[];
  readonly seeds: readonly number[];
  /** Names everything that decides a run besides seed, data and code: the run's place in the folder. */
  readonly key: (condition: Condition) => unknown;
  /** One training and test; the outcome must survive JSON. The same seed must give the same run. */
  readonly run: (condition: Condition, seed: number) => Outcome | Promise<Outcome>;
  /** One line about a finished run. */
  readonly describe: (condition: Condition, seed: number, outcome: Outcome) => string;
  /** Runs at once. Default 1. */
  readonly lanes?: number;
}

/** Outcomes of a condition in the order of the seeds. */
export interface ConditionOutcomes<Condition, Outcome> {
  readonly condition: Condition;
  readonly outcomes: readonly Outcome[];
}

/**
 * Every condition with every seed, the same seeds for all. Runs that are in the folder already are
 * not repeated; one seed of all conditions is done before the next is begun.
 * @throws the signal's reason, what a run throws
 */
export async function seededRuns<Condition, Outcome>(
  { remember, note, signal }: Pick<ExperimentContext, 'remember' | 'note' | 'signal'>,
  { conditions, seeds, key, run, describe, lanes = 1 }: SeededRuns<Condition, Outcome>,
): Promise<ConditionOutcomes<Condition, Outcome>[]> {
  const all = seeds.flatMap((seed) => conditions.map((condition) => ({ condition, seed })));
  let [done, computed, seconds] = [0, 0, 0];
  const outcomes = await sideBySide(all, lanes, async ({ condition, seed }) => {
    signal?.throwIfAborted();
    const before = computed;
    const outcome = await remember(JSON.stringify(['run', key(condition), seed]), async () => {
      const begun = performance.now();
      const result = await run(condition, seed);
      seconds += (performance.now() - begun) / 1000;
      computed += 1;
      return result;
    });
    done += 1;
    if (computed === before) return outcome;
    const left = ((seconds / computed) * (all.length - done)) / lanes / 60;
    const rest = done < all.length ? `; about ${Math.ceil(left)} min left` : '';
    note(`${done} of ${all.length}: ${describe(condition, seed, outcome)}${rest}`);
    return outcome;
  });
  return conditions.map((condition, at) => ({
    condition,
    outcomes: seeds.map((_, seed) => outcomes[seed * conditions.length + at]!),
  }));
}
