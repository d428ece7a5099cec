import type { AdaptedRates } from './adapt-words.ts';
import { parameterCount } from '../../recognizer/network/parameters.ts';
import { comparisonTable } from '../comparison-table.ts';
import type { Cell, ExperimentReport, ReportPlot, ReportTable } from '../experiment.ts';
import { comparePairs, spreadOf } from '../paired.ts';
import { panelsSvg } from '../plots.ts';
import type { ConditionOutcomes } from '../seeded-runs.ts';
import { baseline, triplet } from './arms.ts';
import type { WordsOutcome } from './one-run.ts';
import { baseNetwork, longest, type WordsArm, type WordsSettings } from './settings.ts';

type Done = ConditionOutcomes<WordsArm, WordsOutcome>;

export interface WordsFacts {
  readonly quick: boolean;
  readonly settings: WordsSettings;
  /** The baseline first. */
  readonly compared: readonly Done[];
  /** Without being told where letters are, the first without images. */
  readonly unaligned?: readonly Done[];
  /** What single writers' words bring, the baseline first. */
  readonly adapted?: readonly ConditionOutcomes<WordsArm, readonly AdaptedRates[]>[];
  readonly early?: {
    readonly settings: WordsSettings;
    /** The baseline first. */
    readonly compared: readonly Done[];
    /** The baseline and the arm that is varied first. */
    readonly varied: readonly Done[];
  };
  readonly embedding: ReportPlot;
}

const percent = (fraction: number) => 100 * fraction;

export function presentWords(facts: WordsFacts): ExperimentReport {
  const { quick, settings, compared, unaligned, adapted, early, embedding } = facts;
  const { writings, steps, batchSize, validationSamples, testSamples } = settings;
  return {
    title: 'Words, taught by images',
    paragraphs: [
      `Printed by \`npm run -s experiment -- words${quick ? ' --quick' : ''}\`.`,
      `A network of ${parameterCount(baseNetwork()).toLocaleString('en')} parameters, from scratch, ${steps.toLocaleString('en')} steps of ${batchSize} recordings; so small and so short that many could be trained on one core, and far from what the shipped model reads. ${writings.toLocaleString('en')} simulated recordings of the training writers, small letters, at most ${longest} a text, varied anew each time they are used. ${testSamples} held-out words and strings of the test writers are read after the last step, greedily, without a dictionary; ${validationSamples} of the validation writers for the curves. Images: every text in other hands and fonts, three of each, on simulated paper; none of a test writer or a held-out word. Recordings, their order and the initial weights are the same for all rows of a seed, and gradients of pen and images are clipped apart.`,
      '“Images of other texts” is a control: as many images, which the image branch reads as well, but at the shared layer each stands for the text of another. What it changes is not what the images show.',
      ...(early
        ? [
            `Tables of early training are of ${early.settings.steps} steps of ${early.settings.batchSize} from ${early.settings.writings.toLocaleString('en')} recordings, read on ${early.settings.testSamples}: the first part of the way, when few letters are read yet.`,
          ]
        : []),
      ...(compared.some(({ condition }) => condition.reader !== undefined)
        ? [
            '“Images that read already” begins with the network and the weights of `models/words-images`, which has learnt to read images of the same training writers (docs/research/cmr-is.md); it goes on learning.',
          ]
        : []),
      'All sensors are simulated.',
    ],
    tables: [
      comparison('compared', 'CER after the last step', compared),
      comparison('words-wrong', 'The same runs, WER', compared, {
        figure: 'WER, %',
        of: ({ all }) => all.wer,
      }),
      comparison('left', 'The same runs, left-handed writers', compared, {
        figure: 'CER, %',
        of: ({ left }) => left.cer,
        explanation:
          'They are few of the test writers, and have few errors more or less: a p of 0 says no more than that all differences happen to be equal.',
      }),
      stepsTable(compared),
      imagesTable('images', 'What the image branch reads', compared),
      ...(unaligned ? unalignedTables(unaligned) : []),
      ...(adapted ? adaptationTables(adapted) : []),
      runsTable('runs', 'Every run', [...compared, ...(unaligned ?? [])]),
      ...(early ? earlyTables(early) : []),
    ],
    plots: [
      {
        name: 'curves',
        title: 'CER of the validation writers over training',
        svg: curves(compared),
      },
      embedding,
    ],
  };
}

function unalignedTables(done: readonly Done[]): ReportTable[] {
  const first = done[0]!.condition.name;
  const explanation =
    'The same training without the frame-wise loss: the pen is not told where its letters are, and features are compared over equal parts of recording and image, as it would have to be with recordings of real pens.';
  return [
    comparison('unaligned', 'CTC alone, CER after the last step', done, {
      ...allCharacters,
      ...{ first, explanation },
    }),
    stepsTable(done, { name: 'unaligned-steps', first, title: 'CTC alone: steps' }),
    imagesTable('unaligned-images', 'CTC alone: what the image branch reads', done),
  ];
}

/** One comparison for every number of words. */
function adaptationTables(adapted: NonNullable<WordsFacts['adapted']>): ReportTable[] {
  const sizes = adapted[0]!.outcomes[0]!.map(({ size }) => size);
  const table = (name: string, title: string, of: (rates: AdaptedRates) => number) =>
    comparisonTable(
      {
        ...{ name, title, groupColumn: 'words learnt', figure: 'CER, %' },
        explanation:
          'Writers of the test part and the left-handed ones of the validation part, each with a grip and a pen of their own, teach each network words of a calibration session (all layers, plain fine-tuning without images, nothing kept back); tested on other, held-out words. Means over writers.',
      },
      sizes.map((size, at) => {
        const [baselineArm, ...arms] = adapted.map(({ condition, outcomes }) => ({
          name: condition.name,
          values: outcomes.map((rates) => percent(of(rates[at]!))),
        }));
        return { group: size, baseline: baselineArm!, arms };
      }),
    );
  return [
    table('adapted', 'Adaptation to new writers', ({ all }) => all),
    table('adapted-left', 'Adaptation to new left-handed writers', ({ left }) => left),
  ];
}

function earlyTables({ compared, varied }: NonNullable<WordsFacts['early']>): ReportTable[] {
  return [
    comparison('early', 'Early training: losses, CER', compared),
    comparison(
      'variations',
      'Early training: the triplet loss with one thing changed, CER',
      varied,
    ),
    imagesTable('early-images', 'Early training: what the image branch reads', [
      ...compared,
      ...varied,
    ]),
    runsTable('early-runs', 'Early training, every run', [...compared, ...varied]),
  ];
}

interface Figure {
  readonly figure: string;
  readonly of: (outcome: WordsOutcome) => number;
  readonly explanation?: string;
  /** Name of what the others are held against. Default: the baseline. */
  readonly first?: string;
}

const allCharacters: Figure = { figure: 'CER, %', of: ({ all }) => all.cer };

function comparison(
  name: string,
  title: string,
  done: readonly Done[],
  { figure, of, explanation, first: own = baseline.name }: Figure = allCharacters,
): ReportTable {
  const arms = done.map(({ condition, outcomes }) => ({
    name: condition.name,
    values: outcomes.map((outcome) => percent(of(outcome))),
  }));
  const first = arms.find(({ name: one }) => one === own)!;
  const table = { name, title, figure, ...(explanation !== undefined && { explanation }) };
  return comparisonTable(table, [{ baseline: first, arms: arms.filter((arm) => arm !== first) }]);
}

/** Steps until the curve is at the level for the first time, between the checks; NaN when it never is. */
export function stepsTo(level: number, curve: WordsOutcome['curve']): number {
  const at = curve.findIndex(({ cer }) => cer <= level);
  if (at < 0) return NaN;
  const [before, after] = [curve[at - 1], curve[at]!];
  if (!before || before.cer === after.cer) return after.step;
  const share = (before.cer - level) / (before.cer - after.cer);
  return before.step + share * (after.step - before.step);
}

function stepsTable(
  done: readonly Done[],
  { name = 'steps', first: one = baseline.name, title = 'Steps' } = {},
): ReportTable {
  const own = done.find(({ condition }) => condition.name === one)!;
  return {
    name,
    title: `${title} to the final CER of the network without images`,
    explanation:
      'On the validation writers, seed by seed, between checks by interpolation; the share is that of the steps which the network without images took. Seeds that never came there are left out of the mean.',
    columns: [
      'trained with',
      'seeds',
      'got there',
      'steps',
      'share of steps',
      'final CER against no images, relative',
    ],
    rows: done.map(({ condition, outcomes }): Cell[] => {
      const reached = outcomes.map(({ curve }, seed) => {
        const first = own.outcomes[seed]!.curve;
        const level = first.at(-1)!.cer;
        return { steps: stepsTo(level, curve), of: stepsTo(level, first) };
      });
      const there = reached.filter(({ steps }) => !Number.isNaN(steps));
      const before = spreadOf(own.outcomes.map(({ all }) => all.cer)).mean;
      const { mean } = comparePairs(
        own.outcomes.map(({ all }) => all.cer),
        outcomes.map(({ all }) => all.cer),
      );
      return [
        ...[condition.name, outcomes.length, there.length],
        spreadOf(there.map(({ steps }) => steps)).mean,
        spreadOf(there.map(({ steps, of }) => steps / of)).mean,
        `${percent(mean / before).toFixed(1)} %`,
      ];
    }),
  };
}

function imagesTable(name: string, title: string, done: readonly Done[]): ReportTable {
  return {
    name,
    title,
    explanation:
      'Images of the same held-out words in the hands of the test writers, read by the offline recogniser that is left over from each training.',
    columns: ['trained with', 'seeds', 'CER, %', 'sd', 'WER, %'],
    rows: unique(done).flatMap(({ condition, outcomes }): Cell[][] => {
      const read = outcomes.flatMap(({ images }) => (images ? [images] : []));
      if (read.length === 0) return [];
      const { mean, deviation } = spreadOf(read.map(({ cer }) => percent(cer)));
      const words = spreadOf(read.map(({ wer }) => percent(wer))).mean;
      return [[condition.name, read.length, mean, deviation, words]];
    }),
  };
}

function runsTable(name: string, title: string, done: readonly Done[]): ReportTable {
  return {
    ...{ name, title, detail: true },
    columns: ['trained with', 'run', 'CER, %', 'WER, %', 'CER left, %', 'CER right, %'],
    rows: unique(done).flatMap(({ condition, outcomes }) =>
      outcomes.map(({ all, left, right }, run): Cell[] => [
        ...[condition.name, run + 1],
        ...[all.cer, all.wer, left.cer, right.cer].map((one) => Number(percent(one).toFixed(2))),
      ]),
    ),
  };
}

/** Without the second of what stands in both comparisons. */
function unique(done: readonly Done[]): Done[] {
  const shared = [baseline.name, triplet.name];
  return done.filter(
    ({ condition }, at) =>
      !shared.includes(condition.name) ||
      done.findIndex((other) => other.condition.name === condition.name) === at,
  );
}

function curves(done: readonly Done[]): string {
  return panelsSvg(
    [
      {
        title: 'CER of the validation writers, % (band: standard deviation without images)',
        xLabel: 'step',
        lines: done.map(({ condition, outcomes }) => {
          const checks = outcomes[0]!.curve.map((_, at) =>
            spreadOf(outcomes.map(({ curve }) => percent(curve[at]!.cer))),
          );
          return {
            name: condition.name,
            x: outcomes[0]!.curve.map(({ step }) => step),
            y: checks.map(({ mean }) => mean),
            ...(condition.name === baseline.name && {
              spread: checks.map(({ deviation }) => deviation),
            }),
          };
        }),
      },
    ],
    1,
  );
}
