import { join } from 'node:path';
import { useTensorflow } from '../../compute/tensorflow.ts';
import { UserError } from '../../contract/alerts.ts';
import type { ModelPackage } from '../../recognizer/model/package.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import { settingsFor, type AdaptationSettings } from '../../learning/adaptation/settings.ts';
import { findWordsFiles, loadWordsCorpus } from '../../learning/kinds/words/words-corpus.ts';
import { loadWordsRecipe } from '../../learning/kinds/words/words-recipe.ts';
import type { ExperimentContext } from '../experiment.ts';
import { judge, type Rates } from './judge.ts';
import { learnBy, type Estimate, type Method } from './methods.ts';
import { peopleOf, writeAll, type Person } from './people.ts';

/** One writer, read before and after so many words. */
export interface WriterRun extends Rates {
  readonly writer: string;
  readonly hand: 'left' | 'right';
  /** Words learnt; 0 is the model as it came. */
  readonly size: number;
  readonly method: Method | 'nothing';
  readonly seed: number;
  readonly kept: boolean;
  readonly seconds: number;
  /** What the takes kept back said before and after; `ours` only. */
  readonly estimate?: Estimate;
  /** How the version that was not offered would have read. */
  readonly refused?: Rates;
}

export interface NewWritersOptions {
  readonly model: ModelPackage;
  readonly recipe: string;
  readonly sizes: readonly number[];
  readonly methods: readonly Method[];
  readonly seeds: readonly number[];
  /** Test words of each writer. */
  readonly testWords: number;
  /** So many writers; default all. */
  readonly writers?: number;
  readonly settings?: Partial<AdaptationSettings>;
  /** Default 2; 0: in this one. */
  readonly threads?: number;
}

/** Changed whenever the people write otherwise, so that no old run is taken for a new one. */
const peopleVersion = 1;

/**
 * Writers kept from training learn: every method with every size, seeds of all writers one after the
 * other. What is in the folder is not repeated.
 */
export async function newWriters(
  { data, remember, note, signal }: ExperimentContext,
  options: NewWritersOptions,
): Promise<WriterRun[]> {
  const { model, sizes, methods, seeds, testWords, settings } = options;
  const recipe = await loadWordsRecipe(options.recipe);
  const corpus = await loadWordsCorpus(recipe, await filesIn(data, recipe));
  const writers = peopleOf(corpus.writers).slice(0, options.writers);
  const tensorflow = await useTensorflow();
  const { weights, rateHz } = model.manifest;
  const people = new Map<string, Person>();
  const personOf = (seed: number, index: number): Person => {
    const key = `${seed}/${index}`;
    const known = people.get(key);
    if (known) return known;
    const calibration = Math.max(...sizes);
    const person = writeAll(writers[index]!, { calibration, test: testWords, rateHz, seed });
    // One at a time: what they write takes room.
    people.clear();
    people.set(key, person);
    return person;
  };
  const runs: WriterRun[] = [];
  const arms = [
    { method: 'nothing' as const, size: 0 },
    ...methods.flatMap((method) => sizes.map((size) => ({ method, size }))),
  ];
  const total = seeds.length * writers.length * arms.length;
  let computed = 0;
  const begun = performance.now();
  for (const seed of seeds) {
    for (const [index, writer] of writers.entries()) {
      for (const { method, size } of arms) {
        signal?.throwIfAborted();
        const key = JSON.stringify({
          ...{ peopleVersion, model: weights.sha256, writer: writer.name, testWords, seed },
          ...{ method, size },
          ...(method !== 'nothing' && { settings: { ...settingsFor(size), ...settings } }),
        });
        const run = await remember(key, async (): Promise<WriterRun> => {
          computed += 1;
          return learnOne(personOf(seed, index), method, size, seed);
        });
        runs.push(run);
        const pace = (performance.now() - begun) / Math.max(1, computed) / 60_000;
        const left = computed === 0 ? 0 : pace * (total - runs.length);
        note(
          `${runs.length} of ${total}: ${run.writer} (${run.hand}), ${size} words, ${method}: CER ${percent(run.cer)}, WER ${percent(run.wer)}${run.kept ? '' : ' (as it came)'}, ${run.seconds.toFixed(0)} s; about ${Math.ceil(left)} min left`,
        );
      }
    }
  }
  return runs;

  async function learnOne(
    person: Person,
    method: WriterRun['method'],
    size: number,
    seed: number,
  ): Promise<WriterRun> {
    const takes = person.calibration.slice(0, size);
    const learnt =
      method === 'nothing'
        ? { weights: model.weights, kept: false, seconds: 0 }
        : await learnBy(method, tensorflow, model, takes, {
            seed,
            ...(settings && { settings }),
            ...(options.threads !== undefined && { threads: options.threads }),
            ...(signal && { signal }),
          });
    const read = (weights: NamedTensors) => judge(tensorflow, model.manifest, weights, person.test);
    const rates = await read(learnt.weights);
    return {
      ...{ writer: person.name, hand: person.hand, size, method, seed },
      ...rates,
      ...{ kept: learnt.kept, seconds: learnt.seconds },
      ...('estimate' in learnt && { estimate: learnt.estimate }),
      ...('refused' in learnt && { refused: await read(learnt.refused) }),
    };
  }
}

async function filesIn(data: string, recipe: Awaited<ReturnType<typeof loadWordsRecipe>>) {
  try {
    return await findWordsFiles(recipe, data);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      'experiment-data',
      `The writers come from data that are not here: ${join(data, recipe.data.characters)}.`,
      'Give with --data the folder that holds trajectories/ and words/; docs/use/adaptation.md says what they are.',
      { cause: error },
    );
  }
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}
