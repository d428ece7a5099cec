import type { Cell, ExperimentReport, ReportTable } from '../experiment.ts';
import { cer, type RunOutcome } from './one-run.ts';
import { signFlipTest, signTest, spreadOf } from '../paired.ts';
import type { CharacterSet } from './sets.ts';
import type { Arm } from './settings.ts';
import { spreadSvg } from '../spread-plot.ts';

export interface DoneRun {
  readonly set: CharacterSet;
  readonly arm: Arm;
  readonly split: number;
  readonly outcome: RunOutcome;
}

const armNames: Record<Arm, string> = {
  scratch: 'from scratch',
  base: 'from the base model',
};

interface RunFigures {
  /** In percent. */
  readonly accuracy: number;
  readonly text: number;
  readonly cer: number;
}

export interface ReportFacts {
  readonly quick: boolean;
  readonly sets: readonly CharacterSet[];
  readonly base: { readonly name: string; readonly sha256: string };
}

export function reportOf(runs: readonly DoneRun[], facts: ReportFacts): ExperimentReport {
  const { quick, sets, base } = facts;
  const of = (set: CharacterSet, arm: Arm) =>
    runs
      .filter((run) => run.set.name === set.name && run.arm === arm)
      .sort((a, b) => a.split - b.split);
  const arms: readonly Arm[] = ['scratch', 'base'];
  return {
    title: 'Characters of real pens, with and without the base model',
    paragraphs: [
      `Printed by \`npm run -s experiment -- real-characters${quick ? ' --quick' : ''}\`.`,
      `Base model: “${base.name}”, weights ${base.sha256.slice(0, 12)}.`,
      'Every recording is in the test part of one split; what is tested was neither trained on nor used to choose a checkpoint. Spread is the standard deviation over the splits.',
    ],
    tables: [
      summaryTable(sets, arms, of),
      pairedTable(sets, of),
      splitTable(runs),
      confusionTable(sets, arms, of),
      recordingTable(sets, of),
    ],
    plots: [
      {
        name: 'accuracy',
        title: 'Accuracy of single characters by split',
        svg: spreadSvg(
          sets.map((set) => ({
            title: set.name,
            aim: 100 * set.aim,
            groups: arms.map((arm) => ({
              name: armNames[arm],
              values: of(set, arm).map(({ outcome }) => figuresOf(outcome).accuracy),
            })),
          })),
          'single characters read right, %',
        ),
      },
    ],
  };
}

type RunsOf = (set: CharacterSet, arm: Arm) => readonly DoneRun[];

function figuresOf({ singles, sequences }: RunOutcome): RunFigures {
  const share = (right: (one: RunOutcome['singles'][number]) => boolean) =>
    (100 * singles.filter(right).length) / singles.length;
  return {
    accuracy: share(({ written, read }) => written === read),
    text: share(({ written, text }) => written === text),
    cer:
      100 *
      cer(
        sequences.map(({ written }) => written),
        sequences.map(({ read }) => read),
      ),
  };
}

function summaryTable(
  sets: readonly CharacterSet[],
  arms: readonly Arm[],
  of: RunsOf,
): ReportTable {
  return {
    name: 'summary',
    title: 'Accuracy and character error rate',
    explanation:
      'In percent, mean ± standard deviation over the splits. Accuracy: the most probable character, given that one was written, of the averaged readings of the recording as it is and slightly warped. As text: the best path of one reading is exactly that character. CER: joined sequences of test recordings, best path. Untrained: the base model as it is, told only which way this pen’s axes point and which characters there are.',
    columns: [
      'set',
      'weights',
      'accuracy',
      '±',
      'aim',
      'as text',
      '±',
      'CER joined',
      '±',
      'parameters',
    ],
    rows: sets.flatMap((set) => [
      ...arms.map((arm): Cell[] => {
        const outcomes = of(set, arm).map(({ outcome }) => outcome);
        const figures = outcomes.map(figuresOf);
        const [accuracy, text, rate] = (['accuracy', 'text', 'cer'] as const).map((name) =>
          cellsOf(figures.map((one) => one[name])),
        );
        const parameters = outcomes[0]?.parameters ?? NaN;
        const cells = [...accuracy!, 100 * set.aim, ...text!, ...rate!, parameters];
        return [set.name, armNames[arm], ...cells];
      }),
      ...untrainedRow(set, of(set, 'base')),
    ]),
  };
}

function cellsOf(values: readonly number[]): [mean: number, deviation: number] {
  const { mean, deviation } = spreadOf(values);
  return [mean, deviation];
}

function untrainedRow(set: CharacterSet, runs: readonly DoneRun[]): Cell[][] {
  const shares = runs.flatMap(({ outcome: { untrained } }) =>
    untrained ? [(100 * untrained.right) / untrained.of] : [],
  );
  if (shares.length === 0) return [];
  const rest = [100 * set.aim, NaN, NaN, NaN, NaN, runs[0]!.outcome.parameters];
  return [[set.name, 'base model, untrained', ...cellsOf(shares), ...rest]];
}

function pairedTable(sets: readonly CharacterSet[], of: RunsOf): ReportTable {
  return {
    name: 'paired',
    title: 'What starting from the base model changes',
    explanation:
      'The same splits and recordings in both. Differences in points (base model less scratch). p over splits: exact sign-flip permutation test, two-sided, which cannot be below 0.0625 with five splits. p over recordings: exact sign test on the recordings that only one of the two reads right.',
    columns: [
      'set',
      'accuracy',
      '±',
      'p over splits',
      'right only from base',
      'right only from scratch',
      'p over recordings',
      'CER joined',
      '±',
      'p over splits (CER)',
    ],
    rows: sets.map((set): Cell[] => {
      const [scratch, base] = [of(set, 'scratch'), of(set, 'base')];
      const difference = (name: keyof RunFigures) =>
        base.map(
          ({ outcome }, at) => figuresOf(outcome)[name] - figuresOf(scratch[at]!.outcome)[name],
        );
      const right = (runs: readonly DoneRun[]) =>
        new Set(
          runs.flatMap(({ outcome }) =>
            outcome.singles
              .filter(({ written, read }) => written === read)
              .map(({ recording }) => recording),
          ),
        );
      const [byScratch, byBase] = [right(scratch), right(base)];
      const wins = [...byBase].filter((one) => !byScratch.has(one)).length;
      const losses = [...byScratch].filter((one) => !byBase.has(one)).length;
      const accuracy = spreadOf(difference('accuracy'));
      const rate = spreadOf(difference('cer'));
      return [
        set.name,
        ...[accuracy.mean, accuracy.deviation, signFlipTest(difference('accuracy'))],
        ...[wins, losses, signTest(wins, losses)],
        ...[rate.mean, rate.deviation, signFlipTest(difference('cer'))],
      ];
    }),
  };
}

function splitTable(runs: readonly DoneRun[]): ReportTable {
  return {
    name: 'splits',
    title: 'Every run',
    columns: [
      ...['set', 'weights', 'split', 'trained on', 'validated on', 'tested on'],
      ...['accuracy', 'as text', 'CER joined', 'best step', 'seconds'],
    ],
    rows: runs.map(({ set, arm, split, outcome }): Cell[] => {
      const { accuracy, text, cer: rate } = figuresOf(outcome);
      const { recordings, singles, steps, seconds } = outcome;
      return [
        ...[set.name, armNames[arm], split + 1],
        ...[recordings.training, recordings.validation, singles.length],
        ...[accuracy, text, rate, steps.best, Math.round(seconds)],
      ];
    }),
  };
}

const mostConfusions = 12;

function confusionTable(
  sets: readonly CharacterSet[],
  arms: readonly Arm[],
  of: RunsOf,
): ReportTable {
  return {
    name: 'confusions',
    title: 'Characters read as another',
    explanation: `The ${mostConfusions} most frequent of each set, all splits together: how many of the recordings of a character were read as another.`,
    columns: ['set', 'written', 'read', ...arms.map((arm) => armNames[arm]), 'recordings'],
    rows: sets.flatMap((set) => {
      const counts = new Map<string, { written: string; read: string; by: number[] }>();
      arms.forEach((arm, at) => {
        for (const { written, read } of of(set, arm).flatMap(({ outcome }) => outcome.singles)) {
          if (written === read) continue;
          const key = `${written} ${read}`;
          const entry = counts.get(key) ?? { written, read, by: arms.map(() => 0) };
          entry.by[at]! += 1;
          counts.set(key, entry);
        }
      });
      const total = (by: readonly number[]) => by.reduce((sum, one) => sum + one, 0);
      return [...counts.values()]
        .sort((a, b) => total(b.by) - total(a.by))
        .slice(0, mostConfusions)
        .map(({ written, read, by }): Cell[] => {
          const all = of(set, arms[0]!)
            .flatMap(({ outcome }) => outcome.singles)
            .filter((one) => one.written === written).length;
          return [set.name, written, read, ...by, all];
        });
    }),
  };
}

/** Recordings that both read wrong: the ones to look at. */
function recordingTable(sets: readonly CharacterSet[], of: RunsOf): ReportTable {
  return {
    name: 'recordings',
    title: 'Recordings that both read wrong',
    explanation:
      'Position in the file, from 0. Read as the same wrong character from scratch and from the base model, a recording is likely to be mislabelled, cut off, or drawn like the other character.',
    columns: [
      'set',
      'recording',
      'written',
      ...(['scratch', 'base'] as const).map((arm) => armNames[arm]),
    ],
    rows: sets.flatMap((set) => {
      const wrong = (arm: Arm) =>
        new Map(
          of(set, arm).flatMap(({ outcome }) =>
            outcome.singles
              .filter(({ written, read }) => written !== read)
              .map((one) => [one.recording, one] as const),
          ),
        );
      const [scratch, base] = [wrong('scratch'), wrong('base')];
      return [...scratch.values()]
        .filter(({ recording }) => base.has(recording))
        .sort((a, b) => a.recording - b.recording)
        .map(({ recording, written, read }): Cell[] => [
          ...[set.name, recording, written, read],
          base.get(recording)!.read,
        ]);
    }),
  };
}
