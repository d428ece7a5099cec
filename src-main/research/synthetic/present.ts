import { comparisonTable } from '../comparison-table.ts';
import type { Cell, ExperimentReport, ReportPlot, ReportTable } from '../experiment.ts';
import { spreadOf } from '../paired.ts';
import { panelsSvg } from '../plots.ts';
import type { ConditionOutcomes } from '../seeded-runs.ts';
import { baseline, type Arm } from './arms.ts';
import type { SyntheticOutcome, SyntheticSettings } from './one-run.ts';

export interface NoiseArm {
  readonly noise: number;
  readonly arm: Arm;
}

type Done = ConditionOutcomes<NoiseArm, SyntheticOutcome>;

export interface SyntheticFacts {
  readonly quick: boolean;
  readonly settings: SyntheticSettings;
  readonly noises: readonly number[];
  readonly embedding: ReportPlot;
}

const aim = 0.9;

export function presentSynthetic(done: readonly Done[], facts: SyntheticFacts): ExperimentReport {
  const { quick, settings, noises, embedding } = facts;
  const names = [...new Set(done.map(({ condition }) => condition.arm.name))];
  return {
    title: 'Sinusoids in noise, taught by images',
    paragraphs: [
      `Printed by \`npm run -s experiment -- synthetic${quick ? ' --quick' : ''}\`.`,
      `Ten classes of sinusoids (2 to 6.5 oscillations in 200 readings, any phase, amplitude 1) with uniform noise; the image of a recording is the Gramian angular summation field of its signal without noise, 16 × 16. ${settings.trainingPerClass} recordings of each class are trained on, ${settings.testPerClass} others are tested, ${settings.steps} steps of ${settings.batchSize}. Images are there in training only. Recordings, their order and the initial weights are the same for all rows of a seed; weights of the losses by dynamic averaging; contrast and triplets on the cosine distance.`,
    ],
    tables: [accuracyTable(done, noises), stepsTable(done, noises), runsTable(done)],
    plots: [
      { name: 'accuracy', title: 'Accuracy against noise', svg: noisePlot(done, names) },
      { name: 'curves', title: 'Accuracy over training', svg: curvePlot(done, noises, names) },
      embedding,
    ],
  };
}

const final = ({ curve }: SyntheticOutcome) => 100 * curve.at(-1)!.accuracy;

function accuracyTable(done: readonly Done[], noises: readonly number[]): ReportTable {
  return comparisonTable(
    {
      ...{ name: 'accuracy', title: 'Accuracy after the last step' },
      ...{ figure: 'accuracy, %', groupColumn: 'noise', armColumn: 'loss at the shared layer' },
      explanation: 'Noise: largest value of the uniform noise; the signal’s is 1.',
    },
    noises.map((noise) => {
      const arms = done
        .filter(({ condition }) => condition.noise === noise)
        .map(({ condition, outcomes }) => ({
          name: condition.arm.name,
          values: outcomes.map(final),
        }));
      return {
        group: noise,
        baseline: arms.find(({ name }) => name === baseline.name)!,
        arms: arms.filter(({ name }) => name !== baseline.name),
      };
    }),
  );
}

function stepsTable(done: readonly Done[], noises: readonly number[]): ReportTable {
  return {
    name: 'steps',
    title: `Steps to ${100 * aim} % accuracy`,
    explanation:
      'The first check at which the test recordings are read that well; the mean is over the seeds that got there, and is left out where none did.',
    columns: ['noise', 'loss at the shared layer', 'seeds', 'got there', 'steps', 'sd'],
    rows: noises.flatMap((noise) =>
      done
        .filter(({ condition }) => condition.noise === noise)
        .map(({ condition, outcomes }): Cell[] => {
          const steps = outcomes.flatMap(({ curve }) => {
            const reached = curve.find(({ accuracy }) => accuracy >= aim);
            return reached ? [reached.step] : [];
          });
          const { mean, deviation } = spreadOf(steps);
          return [noise, condition.arm.name, outcomes.length, steps.length, mean, deviation];
        }),
    ),
  };
}

function runsTable(done: readonly Done[]): ReportTable {
  return {
    ...{ name: 'runs', title: 'Every run', detail: true },
    columns: ['noise', 'loss at the shared layer', 'run', 'step', 'accuracy, %'],
    rows: done.flatMap(({ condition, outcomes }) =>
      outcomes.flatMap(({ curve }, run) =>
        curve.map(({ step, accuracy }): Cell[] => [
          ...[condition.noise, condition.arm.name, run + 1, step],
          Number((100 * accuracy).toFixed(2)),
        ]),
      ),
    ),
  };
}

function noisePlot(done: readonly Done[], names: readonly string[]): string {
  return panelsSvg(
    [
      {
        title: 'accuracy after the last step, %',
        xLabel: 'noise (amplitude of the signal: 1)',
        lines: names.map((name) => {
          const own = done.filter(({ condition }) => condition.arm.name === name);
          const spreads = own.map(({ outcomes }) => spreadOf(outcomes.map(final)));
          return {
            name,
            x: own.map(({ condition }) => condition.noise),
            y: spreads.map(({ mean }) => mean),
            ...(name === baseline.name && { spread: spreads.map(({ deviation }) => deviation) }),
          };
        }),
      },
    ],
    1,
  );
}

function curvePlot(
  done: readonly Done[],
  noises: readonly number[],
  names: readonly string[],
): string {
  return panelsSvg(
    noises.map((noise) => ({
      title: `noise ${noise}: accuracy, % (band: standard deviation without images)`,
      xLabel: 'step',
      lines: names.map((name) => {
        const { outcomes } = done.find(
          ({ condition }) => condition.noise === noise && condition.arm.name === name,
        )!;
        const checks = outcomes[0]!.curve.map((_, at) =>
          spreadOf(outcomes.map(({ curve }) => 100 * curve[at]!.accuracy)),
        );
        return {
          name,
          x: outcomes[0]!.curve.map(({ step }) => step),
          y: checks.map(({ mean }) => mean),
          ...(name === baseline.name && { spread: checks.map(({ deviation }) => deviation) }),
        };
      }),
    })),
  );
}
