import { embeddingPlot } from '../embedding-plot.ts';
import type { Experiment, ExperimentContext, ExperimentReport } from '../experiment.ts';
import { seededRuns } from '../seeded-runs.ts';
import { adaptWords, type AdaptationPart, type AdaptedRates } from './adapt-words.ts';
import {
  baseline,
  compared as main,
  comparedEarly,
  readsAlready,
  triplet,
  tripletLong,
  unaligned,
  unalignedMistaken,
  unalignedTaught,
  variations,
} from './arms.ts';
import { embedWords } from './embed-words.ts';
import { FixedWritings, loadMaterial, type WordsMaterial } from './material.ts';
import { train, wordsRun, type WordsOutcome } from './one-run.ts';
import { presentWords } from './present.ts';
import { recipeFor, type WordsArm, type WordsSettings } from './settings.ts';
import type { WordsRecipe } from '../../learning/kinds/words/words-recipe.ts';

export interface WordsOptions {
  readonly settings?: WordsSettings;
  readonly compared?: readonly WordsArm[];
  readonly seeds?: readonly number[];
  /** The same training without being told where letters are: the first without images. Absent: none. */
  readonly unaligned?: readonly WordsArm[] | undefined;
  /** How networks of `compared` learn single writers; absent: none do. */
  readonly adaptation?: WordsAdaptation | undefined;
  /** A shorter training in which more is compared; absent: none. */
  readonly early?: EarlyTraining | undefined;
  /** Recipe whose data and writers are used. Default: that of the shipped model. */
  readonly base?: WordsRecipe;
}

export interface WordsAdaptation extends AdaptationPart {
  /** Of what is compared, by name; the baseline always. */
  readonly arms: readonly string[];
}

export interface EarlyTraining {
  readonly settings: WordsSettings;
  readonly compared: readonly WordsArm[];
  /** The triplet loss with one thing changed. */
  readonly variations: readonly WordsArm[];
  /** Of what is compared, and of the variations. */
  readonly seeds: readonly number[];
  readonly variationSeeds: readonly number[];
}

type Fixed = Required<Omit<WordsOptions, 'base'>>;

const whole: Fixed = {
  settings: {
    writings: 4000,
    steps: 1300,
    batchSize: 24,
    checkEvery: 100,
    validationSamples: 200,
    testSamples: 600,
  },
  compared: main,
  seeds: [1, 2, 3],
  unaligned: [unaligned, unalignedTaught, unalignedMistaken],
  adaptation: {
    arms: [tripletLong.name, readsAlready.name],
    sizes: [0, 5, 10, 20, 50],
    testWords: 40,
  },
  early: {
    settings: {
      writings: 1500,
      steps: 350,
      batchSize: 16,
      checkEvery: 50,
      validationSamples: 98,
      testSamples: 325,
    },
    compared: comparedEarly,
    variations,
    seeds: [1, 2, 3],
    variationSeeds: [1, 2, 3],
  },
};
const quick: Fixed = {
  settings: {
    writings: 60,
    steps: 12,
    batchSize: 8,
    checkEvery: 4,
    validationSamples: 10,
    testSamples: 26,
  },
  compared: [triplet],
  seeds: [1, 2],
  unaligned: undefined,
  adaptation: undefined,
  early: undefined,
};

/** Whether images help where texts are read: words of writers who were never seen. */
export const words = wordsExperiment();

/** The same with other losses, seeds, settings or data. */
export function wordsExperiment(options: WordsOptions = {}): Experiment {
  return {
    name: 'words',
    summary: 'words of unseen writers, with and without images that teach the pen',
    run: (context) =>
      run(context, { ...(context.quick ? quick : whole), ...options }, options.base),
  };
}

async function run(
  context: ExperimentContext,
  { settings, compared: arms, seeds, unaligned: alone, adaptation, early }: Fixed,
  base: WordsRecipe | undefined,
): Promise<ExperimentReport> {
  const { note, remember, signal } = context;
  const opened = new Map<WordsSettings, Promise<WordsMaterial>>();
  const materialFor = (of: WordsSettings) => {
    let material = opened.get(of);
    if (!material) opened.set(of, (material = loadMaterial(context.data, of, base)));
    return material;
  };
  let current: { of: WordsSettings; seed: number; writings: FixedWritings } | undefined;
  const request = async (arm: WordsArm, of: WordsSettings, seed: number) => {
    const material = await materialFor(of);
    if (current?.of !== of || current.seed !== seed) {
      const recipe = recipeFor(material.base, baseline, of, seed);
      const writings = new FixedWritings(recipe, material.corpus, of.writings);
      current = { of, seed, writings };
    }
    const { writings } = current;
    return { arm, settings: of, seed, material, writings, ...(signal && { signal }) };
  };
  const all = (conditions: readonly WordsArm[], of: WordsSettings, own: readonly number[]) =>
    seededRuns<WordsArm, WordsOutcome>(context, {
      conditions,
      seeds: own,
      key: (arm) => [arm, of, base ?? 'words'],
      run: async (arm, seed) => wordsRun(await request(arm, of, seed)),
      describe: (arm, seed, { all: rates, seconds }) =>
        `${arm.name}, seed ${seed}: CER ${(100 * rates.cer).toFixed(1)} %, ${Math.round(seconds)} s`,
    });
  const compared = await all([baseline, ...arms], settings, seeds);
  const withoutAlignment = alone && (await all(alone, settings, seeds));
  const adapted = adaptation && (await adaptAll(adaptation));
  const first = early && {
    settings: early.settings,
    compared: await all([baseline, ...early.compared], early.settings, early.seeds),
    varied: await all(
      [baseline, triplet, ...early.variations],
      early.settings,
      early.variationSeeds,
    ),
  };
  const shown = arms[0]!;
  const embedding = await remember(JSON.stringify(['embedding', shown, settings]), async () => {
    note('the shared space of one of them …');
    const asked = await request(shown, settings, seeds[0]!);
    const { model, recipe } = await train(asked, settings.steps, () => Promise.resolve());
    const embedded = await embedWords(model.joint!, recipe, asked.material);
    model.network.dispose();
    return embeddingPlot({
      ...embedded,
      name: 'embedding',
      title: `Shared space, letters of unseen words: ${shown.name}`,
    });
  });
  return presentWords({
    quick: context.quick,
    settings,
    compared,
    ...(withoutAlignment && { unaligned: withoutAlignment }),
    ...(adapted && { adapted }),
    ...(first && { early: first }),
    embedding,
  });

  async function adaptAll({ arms: names, ...part }: WordsAdaptation) {
    const chosen = compared.filter(
      ({ condition: { name } }) => name === baseline.name || names.includes(name),
    );
    const material = await materialFor(settings);
    return seededRuns<WordsArm, readonly AdaptedRates[]>(context, {
      conditions: chosen.map(({ condition }) => condition),
      seeds,
      key: (arm) => ['adaptation', arm, settings, part, base ?? 'words'],
      run: (arm, seed) => {
        const { outcomes } = chosen.find(({ condition }) => condition === arm)!;
        const { weights } = outcomes[seeds.indexOf(seed)]!;
        const of = { arm, settings, seed, material, part, weights: weights! };
        return adaptWords({ ...of, ...(signal && { signal }) });
      },
      describe: ({ name }, seed, rates) =>
        `${name}, seed ${seed}, adapted: CER ${rates.map(({ all: cer }) => (100 * cer).toFixed(1)).join(', ')} %`,
    });
  }
}
