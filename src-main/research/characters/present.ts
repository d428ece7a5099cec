import type { FoldedSet } from './settings.ts';
import { comparisonTable } from '../comparison-table.ts';
import type { Cell, ExperimentReport, ReportPlot, ReportTable } from '../experiment.ts';
import { spreadOf } from '../paired.ts';
import { panelsSvg } from '../plots.ts';
import type { CharacterSet } from '../real-characters/sets.ts';
import type { ConditionOutcomes } from '../seeded-runs.ts';
import { spreadSvg } from '../spread-plot.ts';
import { baseline, type Arm } from './arms.ts';
import type { CharacterOutcome, CharacterSettings } from './one-run.ts';

export interface CharacterCondition {
  readonly set: string;
  readonly shots: number;
  readonly arm: Arm;
  /** Only where training recordings are not varied. */
  readonly varied?: false;
}

type Done = readonly ConditionOutcomes<CharacterCondition, CharacterOutcome>[];

export interface CharacterFacts {
  readonly quick: boolean;
  readonly sets: readonly CharacterSet[];
  readonly shots: readonly number[];
  readonly remedyShots: readonly number[];
  readonly settings: CharacterSettings;
  readonly embedding: ReportPlot;
  readonly folded?: FoldedSet | undefined;
}

interface CharacterRuns extends Readonly<Record<'compared' | 'tried' | 'confirmed', Done>> {
  /** The set that is cross-validated, the baseline first. */
  readonly crossValidated?: readonly ConditionOutcomes<Arm, CharacterOutcome>[];
}

export function presentCharacters(
  { compared, tried, confirmed, crossValidated }: CharacterRuns,
  { quick, sets, shots, remedyShots, settings, embedding, folded }: CharacterFacts,
): ExperimentReport {
  const arms = [...new Set(compared.map(({ condition }) => condition.arm.name))];
  return {
    title: 'Few characters of a pen, taught by images of other people’s',
    paragraphs: [
      `Printed by \`npm run -s experiment -- characters${quick ? ' --quick' : ''}\`.`,
      `${sets.map(({ name, title }) => `“${name}”: ${title}`).join('; ')}. A small convolutional network learns from the given number of recordings of each character (${settings.steps} steps of ${settings.batchSize}, varied in speed, direction and noise), alone or taught by images: photographed characters and drawn trajectories of other people, which are there in training only. Tested on recordings that were never trained on, the same for any number of examples. Recordings, their variation and the initial weights are the same for all rows of a seed; nothing is chosen by the test recordings but what the tables themselves compare.`,
    ],
    tables: [
      comparisonTable(
        {
          ...{ name: 'accuracy', title: 'Accuracy with and without images' },
          ...{ figure: 'accuracy, %', groupColumn: 'set, examples each' },
        },
        sets.flatMap((set) => shots.map((few) => comparisonOf(compared, set.name, few))),
      ),
      ...(remedyShots.length > 0
        ? [
            comparisonTable(
              {
                ...{ name: 'remedies', title: 'One thing changed at a time' },
                ...{ figure: 'accuracy, %', groupColumn: 'set, examples each' },
                explanation:
                  'Loss and negatives, margin, shared layer, weights, realism of the images, images that have learnt before; and both without varying the recordings. With so many rows, the best of them owes something to chance.',
              },
              remedyShots.flatMap((few) => [
                comparisonOf(tried, sets.at(-1)!.name, few),
                comparisonOf(tried, sets.at(-1)!.name, few, false),
              ]),
            ),
          ]
        : []),
      ...(confirmed.length > 0
        ? [
            comparisonTable(
              {
                ...{ name: 'confirmation', title: 'The chosen remedy with other seeds' },
                ...{ figure: 'accuracy, %', groupColumn: 'set, examples each' },
                explanation: 'Seeds that had no part in choosing it.',
              },
              [...new Set(confirmed.map(({ condition }) => condition.shots))].map((few) =>
                comparisonOf(confirmed, sets.at(-1)!.name, few),
              ),
            ),
          ]
        : []),
      ...(crossValidated && folded ? [foldsTable(crossValidated, folded)] : []),
      runsTable([...compared, ...tried, ...confirmed]),
    ],
    plots: [
      {
        name: 'accuracy',
        title: 'Accuracy by examples of each character',
        svg: panelsSvg(
          sets.map((set) => ({
            title: `${set.name}: accuracy, % (bands: standard deviation)`,
            xLabel: 'examples of each character',
            logarithmic: false,
            lines: arms.map((name) => lineOf(compared, set.name, name)),
          })),
        ),
      },
      ...(remedyShots.length > 0
        ? [
            {
              name: 'remedies',
              title: 'Every run of what was tried',
              svg: spreadSvg(
                remedyShots.map((few) => ({
                  title: `${sets.at(-1)!.name}, ${few} of each`,
                  groups: tried
                    .filter(
                      ({ condition }) => condition.shots === few && condition.varied !== false,
                    )
                    .map(({ condition, outcomes }) => ({
                      name: condition.arm.name,
                      values: outcomes.map(percent),
                    })),
                })),
                'accuracy, %',
              ),
            },
          ]
        : []),
      embedding,
    ],
  };
}

function foldsTable(
  runs: NonNullable<CharacterRuns['crossValidated']>,
  { set, folds, settings }: FoldedSet,
): ReportTable {
  const [first, ...arms] = runs.map(({ condition, outcomes }) => ({
    name: condition.name,
    values: outcomes.map(percent),
  }));
  return comparisonTable(
    {
      ...{ name: 'folds', title: `Cross-validation: ${set.name}`, figure: 'accuracy, %' },
      explanation: `“${set.name}”: ${set.title}. The same small network, ${settings.steps} steps of ${settings.batchSize}; every recording is read by a network that learnt from the other folds, of ${folds}. The model that ships for this set is a larger one with more steps, chosen by its own cross-validation without images (docs/use/training.md).`,
    },
    [{ baseline: first!, arms }],
  );
}

const percent = ({ accuracy }: CharacterOutcome) => 100 * accuracy;

function comparisonOf(done: Done, set: string, shots: number, varied = true) {
  const arms = done
    .filter(
      ({ condition }) =>
        condition.set === set && condition.shots === shots && (condition.varied ?? true) === varied,
    )
    .map(({ condition, outcomes }) => ({
      name: condition.arm.name,
      values: outcomes.map(percent),
    }));
  return {
    group: `${set}, ${shots}${varied ? '' : ', not varied'}`,
    baseline: arms.find(({ name }) => name === baseline.name)!,
    arms: arms.filter(({ name }) => name !== baseline.name),
  };
}

function lineOf(done: Done, set: string, name: string) {
  const own = done.filter(({ condition }) => condition.set === set && condition.arm.name === name);
  const spreads = own.map(({ outcomes }) => spreadOf(outcomes.map(percent)));
  return {
    name,
    x: own.map(({ condition }) => condition.shots),
    y: spreads.map(({ mean }) => mean),
    spread: spreads.map(({ deviation }) => deviation),
  };
}

function runsTable(done: Done): ReportTable {
  return {
    ...{ name: 'runs', title: 'Every run', detail: true },
    columns: ['set', 'examples each', 'varied', 'trained with', 'run', 'accuracy, %', 'tested'],
    rows: done.flatMap(({ condition, outcomes }) =>
      outcomes.map((outcome, run): Cell[] => [
        ...[condition.set, condition.shots, condition.varied === false ? 'no' : 'yes'],
        ...[condition.arm.name, run + 1],
        ...[Number(percent(outcome).toFixed(2)), outcome.tested],
      ]),
    ),
  };
}
