import { embeddingPlot } from '../embedding-plot.ts';
import type { Experiment, ExperimentContext, ExperimentReport } from '../experiment.ts';
import { seededRuns } from '../seeded-runs.ts';
import { baseline, compared as main, triplet, variations } from './arms.ts';
import { embedWords } from './embed-words.ts';
import { FixedWritings, loadMaterial, type WordsMaterial } from './material.ts';
import { train, wordsRun, type WordsOutcome } from './one-run.ts';
import { presentWords } from './present.ts';
import { recipeFor, type WordsArm, type WordsSettings } from './settings.ts';
import type { WordsRecipe } from '../../words/words-recipe.ts';

export interface WordsOptions {
  readonly settings?: WordsSettings;
  readonly compared?: readonly WordsArm[];
  readonly variations?: readonly WordsArm[];
  /** Of what is compared, and of the variations. */
  readonly seeds?: readonly number[];
  readonly variationSeeds?: readonly number[];
  /** Recipe whose data and writers are used. Default: that of the shipped model. */
  readonly base?: WordsRecipe;
}

type Fixed = Required<Omit<WordsOptions, 'base'>>;

const whole: Fixed = {
  settings: {
    writings: 1500,
    steps: 350,
    batchSize: 16,
    checkEvery: 50,
    validationSamples: 98,
    testSamples: 325,
  },
  compared: main,
  variations,
  seeds: [1, 2, 3],
  variationSeeds: [1],
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
  variations: [],
  seeds: [1, 2],
  variationSeeds: [],
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
  { settings, compared: arms, variations: others, seeds, variationSeeds }: Fixed,
  base: WordsRecipe | undefined,
): Promise<ExperimentReport> {
  const { note, remember, signal } = context;
  let opened: Promise<WordsMaterial> | undefined;
  const material = () => (opened ??= loadMaterial(context.data, settings, base));
  let current: FixedWritings | undefined;
  let currentSeed: number | undefined;
  const writingsOf = (of: WordsMaterial, seed: number) => {
    if (!current || currentSeed !== seed) {
      const recipe = recipeFor(of.base, baseline, settings, seed);
      current = new FixedWritings(recipe, of.corpus, settings.writings);
      currentSeed = seed;
    }
    return current;
  };
  const request = async (arm: WordsArm, seed: number) => {
    const own = await material();
    const given = { arm, settings, seed, material: own, writings: writingsOf(own, seed) };
    return { ...given, ...(signal && { signal }) };
  };
  const all = (conditions: readonly WordsArm[], own: readonly number[]) =>
    seededRuns<WordsArm, WordsOutcome>(context, {
      conditions,
      seeds: own,
      key: (arm) => [arm, settings, base ?? 'words'],
      run: async (arm, seed) => wordsRun(await request(arm, seed)),
      describe: (arm, seed, { all: rates, seconds }) =>
        `${arm.name}, seed ${seed}: CER ${(100 * rates.cer).toFixed(1)} %, ${Math.round(seconds)} s`,
    });
  const compared = await all([baseline, ...arms], seeds);
  const varied = others.length > 0 ? await all([baseline, triplet, ...others], variationSeeds) : [];
  const shown = arms[0]!;
  const embedding = await remember(JSON.stringify(['embedding', shown, settings]), async () => {
    note('the shared space of one of them …');
    const asked = await request(shown, seeds[0]!);
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
    varied,
    embedding,
  });
}
