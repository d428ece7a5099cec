import { UserError } from '../../contract/alerts.ts';
import { multiplyAdds } from '../../recognizer/network/cost.ts';
import { loadWordsRecipe, type WordsRecipe } from '../../learning/kinds/words/words-recipe.ts';
import type { Experiment, ExperimentContext, ExperimentReport } from '../experiment.ts';
import { seededRuns } from '../seeded-runs.ts';
import { FixedWritings, loadMaterial } from './material.ts';
import { train, wordsRun } from './one-run.ts';
import { baseline } from './arms.ts';
import { recipeFor } from './settings.ts';
import { presentNetworks } from './present-networks.ts';
import { countedReadings, type NetworkArm, type NetworksSettings } from './network-settings.ts';

export interface NetworksOptions {
  readonly settings?: NetworksSettings;
  readonly seeds?: readonly number[];
  /** The first is what the others are held against. Default: those of the recipes. */
  readonly arms?: readonly NetworkArm[];
  /** Recipe whose data and writers are used. Default: that of the shipped model. */
  readonly base?: WordsRecipe;
}

/** Recipes whose networks are compared, by what the tables call them. */
const networksOfRecipes = {
  ours: 'words-first',
  'CNN+BiLSTM (Ott)': 'words-ott',
  'REWI-S': 'words-rewi-small',
  'REWI-B': 'words-rewi-base',
} as const;

type Fixed = Required<Pick<NetworksOptions, 'settings' | 'seeds'>>;

const whole: Fixed = {
  settings: {
    writings: 4000,
    steps: 1800,
    checks: 9,
    batchSize: 24,
    validationSamples: 200,
    testSamples: 600,
    learningRates: [0.002, 0.004],
    trialShare: 0.3,
  },
  seeds: [1, 2, 3],
};
const quick: Fixed = {
  settings: {
    ...{ writings: 40, steps: 8, checks: 2, batchSize: 8 },
    ...{ validationSamples: 10, testSamples: 26 },
    ...{ learningRates: [0.002], trialShare: 0.5 },
  },
  seeds: [1, 2],
};

/** Networks trained at equal cost: which reads unseen writers best. */
export const networks = networksExperiment();

/** The same with other networks, seeds, settings or data. */
export function networksExperiment(options: NetworksOptions = {}): Experiment {
  return {
    name: 'networks',
    summary: 'our network beside the published ones, trained at equal cost',
    run: (context) => run(context, { ...(context.quick ? quick : whole), ...options }),
  };
}

async function run(
  context: ExperimentContext,
  { settings, seeds, arms: given, base }: NetworksOptions & Fixed,
): Promise<ExperimentReport> {
  const arms = given ?? (await recipeNetworks());
  const material = await loadMaterial(context.data, { ...settings, checkEvery: 1 }, base);
  let current: { readonly seed: number; readonly writings: FixedWritings } | undefined;
  const writingsOf = (seed: number) => {
    if (current?.seed !== seed) {
      const recipe = recipeFor(material.base, baseline, { ...settings, checkEvery: 1 }, seed);
      current = { seed, writings: new FixedWritings(recipe, material.corpus, settings.writings) };
    }
    return current.writings;
  };
  const requestFor = (arm: NetworkArm & { learningRate: number }, steps: number, seed: number) => ({
    ...{ arm, seed, material, writings: writingsOf(seed) },
    settings: { ...settings, steps, checkEvery: Math.ceil(steps / settings.checks) },
    ...(context.signal && { signal: context.signal }),
  });
  // Everything that decides a run but seed and data.
  const keyOf = (arm: NetworkArm & { learningRate: number }, steps: number) => [
    recipeFor(material.base, arm, { ...settings, steps, checkEvery: 1 }, 0),
    settings,
  ];
  const stepsOf = (arm: NetworkArm) =>
    Math.max(1, Math.round((settings.steps * costOf(arms[0]!)) / costOf(arm)));
  const trials = await seededRuns(context, {
    conditions: arms.flatMap((arm) =>
      settings.learningRates.map((learningRate) => ({ ...arm, learningRate })),
    ),
    // None of those that are compared.
    seeds: [0],
    key: (condition) => ['trial', condition.name, ...keyOf(condition, stepsOf(condition))],
    run: async (condition, seed): Promise<number> => {
      const steps = Math.max(1, Math.round(settings.trialShare * stepsOf(condition)));
      let cer = nothingRead;
      try {
        const request = requestFor(condition, steps, seed);
        const { model } = await train(request, steps, async (_, read) => {
          ({ cer } = await read(material.validation));
        });
        model.network.dispose();
      } catch (error) {
        if (!(error instanceof UserError && error.code === 'training-diverged')) throw error;
      }
      return cer;
    },
    describe: ({ name, learningRate }, _, cer) =>
      `${name}, learning rate ${learningRate}: CER of the validation writers ${percent(cer)}`,
  });
  const chosen = arms.map((arm) => {
    const own = trials
      .filter(({ condition }) => condition.name === arm.name)
      .map(({ condition: { learningRate }, outcomes }) => ({ learningRate, cer: outcomes[0]! }));
    const { learningRate } = own.toSorted((a, b) => a.cer - b.cer)[0]!;
    return { ...arm, learningRate, trials: own };
  });
  const compared = await seededRuns(context, {
    conditions: chosen,
    seeds,
    key: ({ name, network, learningRate }) => {
      const arm = { name, network, learningRate };
      return [name, ...keyOf(arm, stepsOf(arm))];
    },
    run: async (condition, seed) => {
      // Weights of networks that nobody will use are not kept.
      const { curve, all, left, right, seconds } = await wordsRun(
        requestFor(condition, stepsOf(condition), seed),
      );
      return { curve, all, left, right, seconds };
    },
    describe: ({ name }, seed, { all, seconds }) =>
      `${name}, seed ${seed}: CER ${percent(all.cer)}, ${Math.round(seconds)} s`,
  });
  return presentNetworks({
    quick: context.quick,
    settings,
    networks: compared.map(({ condition, outcomes }) => ({
      arm: condition,
      steps: stepsOf(condition),
      trials: condition.trials,
      learningRate: condition.learningRate,
      outcomes,
    })),
  });
}

/** CER of a training that diverged: no rate that reads anything is worse. */
const nothingRead = 1;

const costOf = ({ network }: NetworkArm) => multiplyAdds(network, countedReadings);
const percent = (fraction: number) => `${(100 * fraction).toFixed(1)} %`;

async function recipeNetworks(): Promise<NetworkArm[]> {
  return Promise.all(
    Object.entries(networksOfRecipes).map(async ([name, recipe]) => ({
      name,
      network: (await loadWordsRecipe(recipe)).network,
    })),
  );
}
