import type { FoldedSet } from './settings.ts';
import { embeddingPlot } from '../embedding-plot.ts';
import type { Experiment, ExperimentContext, ExperimentReport } from '../experiment.ts';
import { characterSets, type CharacterSet } from '../real-characters/sets.ts';
import { seededRuns } from '../seeded-runs.ts';
import { baseline, chosen, reference, remedies, type Arm } from './arms.ts';
import { checkMaterial, readMaterial, type Material } from './material.ts';
import {
  characterEmbedding,
  characterRun,
  type CharacterOutcome,
  type CharacterSettings,
} from './one-run.ts';
import { presentCharacters, type CharacterCondition } from './present.ts';

export interface CharactersOptions {
  readonly sets?: readonly CharacterSet[];
  /** Recordings of each label that are trained on. */
  readonly shots?: readonly number[];
  /** With which the remedies are tried, on the last set. */
  readonly remedyShots?: readonly number[];
  readonly remedies?: readonly Arm[];
  readonly seeds?: readonly number[];
  /** Others, with which the chosen remedy is tried. */
  readonly freshSeeds?: readonly number[];
  readonly settings?: CharacterSettings;
  readonly picturesPerLabel?: number;
  /** A set that is cross-validated, with how many folds; absent: none. */
  readonly folded?: FoldedSet | undefined;
}

const oneWriter = characterSets.filter(({ name }) => ['letters', 'pen-digits'].includes(name));
const settings: CharacterSettings = {
  ...{ steps: 100, batchSize: 26, learningRate: 0.01, testPerLabel: 20, reserved: 10 },
};

/** So few of each letter that every recording has to be trained on, and tested by others. */
const uea: FoldedSet = {
  set: {
    name: 'uea-handwriting',
    title:
      'the 150 official training cases of the UEA set “Handwriting” (26 letters, accelerometer on a wrist)',
    file: 'pens/uea-handwriting-train.ndjson.gz',
    aim: 0.72,
    writing: {},
  },
  folds: 5,
  settings: { ...settings, steps: 300 },
};

/** Examples of each character with which the chosen remedy is tried. */
const freshShots = [1, 2];

type Fixed = Required<CharactersOptions>;

const whole: Fixed = {
  sets: oneWriter,
  shots: [1, 2, 5, 10],
  remedyShots: [2],
  remedies,
  seeds: [1, 2, 3],
  freshSeeds: [4, 5, 6, 7, 8],
  settings,
  picturesPerLabel: 24,
  folded: uea,
};
const quick: Fixed = {
  sets: oneWriter.slice(0, 1),
  shots: [1, 5],
  remedyShots: [],
  remedies: [],
  seeds: [1, 2],
  freshSeeds: [],
  settings: { ...settings, steps: 50 },
  picturesPerLabel: 12,
  folded: undefined,
};

/** Whether images of other people's characters help a pen of which there are few recordings. */
export const characters = charactersExperiment();

/** The same on other sets or with other settings. */
export function charactersExperiment(options: CharactersOptions = {}): Experiment {
  return {
    name: 'characters',
    summary: 'letters and digits from 1, 2, 5, 10 examples, with and without images of others',
    run: (context) => run(context, { ...(context.quick ? quick : whole), ...options }),
  };
}

async function run(context: ExperimentContext, options: Fixed): Promise<ExperimentReport> {
  const { data, signal, remember, note } = context;
  const { sets, shots, remedyShots, freshSeeds, picturesPerLabel, folded } = options;
  checkMaterial(data, folded ? [...sets, folded.set] : sets);
  const materials = new Map<string, Promise<Material>>();
  const materialOf = (set: CharacterSet) => {
    const known = materials.get(set.name);
    if (known) return known;
    const read = readMaterial(data, set, picturesPerLabel);
    materials.set(set.name, read);
    return read;
  };
  const setNamed = (name: string) => sets.find((set) => set.name === name)!;
  const common = { settings: options.settings, ...(signal && { signal }) };
  const runAll = (conditions: readonly CharacterCondition[], seeds = options.seeds) =>
    seededRuns<CharacterCondition, CharacterOutcome>(context, {
      ...{ conditions, seeds },
      key: ({ set, shots: few, arm, varied }) => [
        ...[set, few, arm, options.settings, picturesPerLabel],
        ...(varied === false ? ['not varied'] : []),
      ],
      run: async ({ set, shots: few, arm, varied = true }, seed) =>
        characterRun(await materialOf(setNamed(set)), {
          ...common,
          ...{ arm, shots: few, seed, varied },
        }),
      describe: ({ set, shots: few, arm, varied }, seed, { accuracy }) =>
        `${set}, ${few} each${varied === false ? ', not varied' : ''}, ${arm.name}, seed ${seed}: ${(100 * accuracy).toFixed(1)} %`,
    });
  const compared = await runAll(
    sets.flatMap(({ name }) =>
      shots.flatMap((few) => [baseline, reference].map((arm) => ({ set: name, shots: few, arm }))),
    ),
  );
  const last = sets.at(-1)!;
  const tried = await runAll(
    remedyShots.flatMap((few): CharacterCondition[] => [
      ...[baseline, reference, ...options.remedies].map((arm) => ({
        ...{ set: last.name, shots: few, arm },
      })),
      ...[baseline, reference].map((arm) => ({
        ...{ set: last.name, shots: few, arm, varied: false as const },
      })),
    ]),
  );
  const confirmed = await runAll(
    freshSeeds.length === 0
      ? []
      : freshShots.flatMap((few) =>
          [baseline, chosen].map((arm) => ({ set: last.name, shots: few, arm })),
        ),
    freshSeeds,
  );
  const crossValidated = folded && (await crossValidate(folded));
  const few = shots[Math.min(1, shots.length - 1)]!;
  const embedding = await remember(JSON.stringify(['embedding', options]), async () => {
    note('the shared space of one of them …');
    const { pen, images, width } = await characterEmbedding(await materialOf(last), {
      ...{ ...common, arm: reference, shots: few, seed: options.seeds[0]! },
    });
    return embeddingPlot({
      ...{ name: 'embedding', width, pen, images },
      title: `Shared space: ${last.name}, ${few} of each, ${reference.name}, test recordings`,
    });
  });
  return presentCharacters(
    { compared, tried, confirmed, ...(crossValidated && { crossValidated }) },
    { ...options, quick: context.quick, embedding },
  );

  function crossValidate({ set, folds, settings: own }: FoldedSet) {
    return seededRuns<Arm, CharacterOutcome>(context, {
      conditions: [baseline, reference, chosen],
      seeds: options.seeds,
      key: (arm) => ['folds', set.name, folds, arm, own, picturesPerLabel],
      run: async (arm, seed) =>
        characterRun(await materialOf(set), {
          ...common,
          ...{ settings: own, arm, seed, folds, shots: 0 },
        }),
      describe: (arm, seed, { accuracy }) =>
        `${set.name}, ${folds} folds, ${arm.name}, seed ${seed}: ${(100 * accuracy).toFixed(1)} %`,
    });
  }
}
