import type { Cell, ReportTable } from './experiment.ts';
import { comparePairs, confidenceHalfWidth, spreadOf } from './paired.ts';

export interface ComparedArm {
  readonly name: string;
  /** One a seed, in the order of the seeds; NaN where a run has none. */
  readonly values: readonly number[];
}

export interface Comparison {
  /** In front of every row: what distinguishes this comparison from others in the table. */
  readonly group?: Cell;
  readonly baseline: ComparedArm;
  readonly arms: readonly ComparedArm[];
}

export interface ComparisonTableOptions extends Pick<ReportTable, 'name' | 'title'> {
  readonly explanation?: string;
  /** Heading of the groups; needed where comparisons have one. */
  readonly groupColumn?: string;
  /** Heading of the arms; default “trained with”. */
  readonly armColumn?: string;
  /** Heading of the means, with unit: “accuracy, %”. */
  readonly figure: string;
}

/** How the figures of a comparison came about, for explanations. */
const howCompared =
  'Mean, standard deviation and half of the 95 % interval (Student’s t) over the seeds; differences to the first row with the same seeds; p: paired t-test, and exact sign-flip test, which cannot be below 2 / 2ⁿ; all two-sided.';

/** Means, spreads and paired tests against the baseline, one arm a row. */
export function comparisonTable(
  { name, title, explanation, groupColumn, armColumn, figure }: ComparisonTableOptions,
  comparisons: readonly Comparison[],
): ReportTable {
  return {
    name,
    title,
    explanation: [explanation, howCompared].filter((part) => part !== undefined).join(' '),
    columns: [
      ...(groupColumn === undefined ? [] : [groupColumn]),
      ...[armColumn ?? 'trained with', 'seeds', figure, 'sd', '± 95 %'],
      ...['difference', 'difference ± 95 %', 'p (t)', 'p (signs)'],
    ],
    rows: comparisons.flatMap(({ group, baseline, arms }) =>
      [baseline, ...arms].map((arm): Cell[] => {
        const { mean, deviation } = spreadOf(arm.values);
        const paired = comparePairs(baseline.values, arm.values);
        return [
          ...(groupColumn === undefined ? [] : [group ?? '']),
          ...[arm.name, arm.values.length, mean, deviation, confidenceHalfWidth(arm.values)],
          ...(arm === baseline
            ? ['', '', '', '']
            : [paired.mean, paired.halfWidth, paired.pByT, paired.pBySigns]),
        ];
      }),
    ),
  };
}
