import { embeddingPlot } from '../embedding-plot.ts';
import type { Experiment, ExperimentContext, ExperimentReport } from '../experiment.ts';
import { seededRuns } from '../seeded-runs.ts';
import { baseline, taughtArms, type Arm } from './arms.ts';
import {
  syntheticEmbedding,
  syntheticRun,
  type SyntheticOutcome,
  type SyntheticSettings,
} from './one-run.ts';
import { presentSynthetic, type NoiseArm } from './present.ts';

export interface SyntheticOptions {
  readonly arms?: readonly Arm[];
  readonly noises?: readonly number[];
  readonly seeds?: readonly number[];
  readonly settings?: SyntheticSettings;
}

const whole: Required<SyntheticOptions> = {
  arms: taughtArms,
  noises: [0, 1, 2, 4],
  seeds: [1, 2, 3, 4, 5],
  settings: { trainingPerClass: 20, testPerClass: 30, steps: 120, batchSize: 20, checkEvery: 20 },
};
const quick: Required<SyntheticOptions> = {
  arms: taughtArms.filter(({ name }) => ['cosine', 'triplet, dynamic'].includes(name)),
  noises: [0, 2],
  seeds: [1, 2],
  settings: { trainingPerClass: 10, testPerClass: 10, steps: 40, batchSize: 20, checkEvery: 10 },
};

/** Whether images help where everything is known: sinusoids in noise. */
export const synthetic = syntheticExperiment();

/** The same with other losses, noises, seeds or settings. */
export function syntheticExperiment(options: SyntheticOptions = {}): Experiment {
  return {
    name: 'synthetic',
    summary: 'ten classes of sinusoids in noise, taught by images of them: every loss',
    run: (context) => run(context, { ...(context.quick ? quick : whole), ...options }),
  };
}

async function run(
  context: ExperimentContext,
  { arms, noises, seeds, settings }: Required<SyntheticOptions>,
): Promise<ExperimentReport> {
  const { signal, remember, note } = context;
  const done = await seededRuns<NoiseArm, SyntheticOutcome>(context, {
    conditions: noises.flatMap((noise) => [baseline, ...arms].map((arm) => ({ noise, arm }))),
    seeds,
    key: ({ noise, arm }) => [noise, arm, settings],
    run: ({ noise, arm }, seed) =>
      syntheticRun({ arm, noise, settings, seed, ...(signal && { signal }) }),
    describe: ({ noise, arm }, seed, { curve }) =>
      `noise ${noise}, ${arm.name}, seed ${seed}: ${(100 * curve.at(-1)!.accuracy).toFixed(1)} %`,
  });
  const shown = arms.find(({ name }) => name === 'triplet, dynamic') ?? arms.at(-1)!;
  const noise = noises[Math.min(1, noises.length - 1)]!;
  const embedding = await remember(
    JSON.stringify(['embedding', shown, noise, settings]),
    async () => {
      note('the shared space of one of them …');
      const { pen, images, width } = await syntheticEmbedding({
        ...{ arm: shown, noise, settings, seed: seeds[0]! },
        ...(signal && { signal }),
      });
      return embeddingPlot({
        ...{ name: 'embedding', width, pen, images },
        title: `Shared space: ${shown.name}, noise ${noise}`,
      });
    },
  );
  return presentSynthetic(done, { quick: context.quick, settings, noises, embedding });
}
