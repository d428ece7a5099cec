import type { Cell, ExperimentReport, ReportTable } from '../experiment.ts';

export interface Read {
  readonly cer: number;
  readonly wer: number;
  readonly greedyCer: number;
}

/** One writer's pen, before and after. */
export interface Outcome {
  readonly writer: string;
  readonly recordings: number;
  readonly asItIs: Read;
  readonly found: Read;
  readonly evidence: { readonly before: number; readonly after: number };
  readonly tempo: number;
  readonly smoothingHz?: number;
  /** Written and read, through the fit. */
  readonly mistakes: readonly string[];
}

interface Outcomes {
  readonly real: readonly Outcome[];
  readonly aligned: readonly Outcome[];
  readonly turned: readonly Outcome[];
}

export function presentUnseenPen(
  {
    name,
    sha256,
    quick,
  }: { readonly name: string; readonly sha256: string; readonly quick: boolean },
  { real, aligned, turned }: Outcomes,
): ExperimentReport {
  return {
    title: 'Pens that the model has never seen',
    paragraphs: [
      `Printed by \`npm run -s experiment -- unseen-pen${quick ? ' --quick' : ''}\`, with the model “${name}”, weights \`${sha256.slice(0, 12)}\`, which has learnt from simulated sensors alone.`,
      '“As it is” reads the sensors as the file names them. “Found”: how the board sits in the barrel, the pace of its clock and how much to smooth were looked for without labels, by how much what is read looks like English (`--unknown-pen`, docs/use/unknown-pens.md). CER and WER with the English dictionary unless it says greedy; capitals count.',
      'The force pen is real: an MPU-6050 and a force resistor in a pen that its owner built, one axis of the gyroscope lost; three people wrote the one word “Computer”. Beside it, test writers with simulated pens, their boards as the model knows them and turned any way: what the search costs where nothing is wrong, and what it brings where nothing but the board is.',
    ],
    tables: [
      table('real', 'A real pen', real),
      table('turned', 'Simulated pens whose boards are turned any way', turned),
      table('aligned', 'Simulated pens as the model knows them', aligned),
      {
        name: 'mistakes',
        title: 'What was read of the real pen',
        columns: ['writer', 'written → read'],
        rows: real.flatMap(({ writer, mistakes }) => mistakes.map((one): Cell[] => [writer, one])),
        detail: true,
      },
    ],
    plots: [],
  };
}

function table(name: string, title: string, outcomes: readonly Outcome[]): ReportTable {
  const rows = outcomes.map((one): Cell[] => [
    ...[one.writer, one.recordings],
    ...[one.asItIs.greedyCer, one.asItIs.cer, one.asItIs.wer].map(rounded),
    ...[one.found.greedyCer, one.found.cer, one.found.wer].map(rounded),
    ...[Number(one.tempo.toFixed(2)), one.smoothingHz ?? '–'],
    ...[one.evidence.before, one.evidence.after].map((value) => Number(value.toFixed(2))),
  ]);
  const mean = (of: (one: Outcome) => number) =>
    outcomes.reduce((sum, one) => sum + of(one) * one.recordings, 0) /
    outcomes.reduce((sum, { recordings }) => sum + recordings, 0);
  const means: Cell[] = [
    ...['all', outcomes.reduce((sum, { recordings }) => sum + recordings, 0)],
    ...[
      mean(({ asItIs }) => asItIs.greedyCer),
      mean(({ asItIs }) => asItIs.cer),
      mean(({ asItIs }) => asItIs.wer),
      mean(({ found }) => found.greedyCer),
      mean(({ found }) => found.cer),
      mean(({ found }) => found.wer),
    ].map(rounded),
    ...['', '', '', ''],
  ];
  return {
    ...{ name, title },
    explanation:
      'Per cent; “all” weighs writers by their recordings. Evidence: mean logarithm of what network and language give to what they read.',
    columns: [
      ...['writer', 'recordings', 'as it is: greedy CER', 'CER', 'WER'],
      ...['found: greedy CER', 'CER', 'WER', 'time ×', 'smoothed above, Hz'],
      ...['evidence before', 'after'],
    ],
    rows: [...rows, means],
  };
}

const rounded = (fraction: number) => Number((100 * fraction).toFixed(1));
export const percent = (fraction: number) => `${(100 * fraction).toFixed(1)} %`;
