import type { Cell, ExperimentReport } from '../experiment.ts';
import { spreadOf } from '../paired.ts';
import { causes, causeTitles, type RealApart, type TakenApart } from './apart.ts';

const percents = (fraction: number) => Number((100 * fraction).toFixed(1));

/** What dominates: for each cause what an oracle brings, and what it costs alone. */
export function presentApart(
  {
    name,
    sha256,
    quick,
  }: { readonly name: string; readonly sha256: string; readonly quick: boolean },
  { taken, real }: { readonly taken: readonly TakenApart[]; readonly real: readonly RealApart[] },
): ExperimentReport {
  const mean = (of: (one: TakenApart) => number) => spreadOf(taken.map(of));
  const rows = causes
    .map((cause) => ({
      cause,
      fall: mean((one) => one.allWrong - one.onlyRight[cause]),
      rise: mean((one) => one.onlyWrong[cause] - one.allRight),
    }))
    .sort((a, b) => b.rise.mean - a.rise.mean);
  const [all, none] = [mean((one) => one.allWrong), mean((one) => one.allRight)];
  return {
    title: 'What makes an unseen pen unreadable',
    paragraphs: [
      `Printed by \`npm run -s experiment -- unseen-pen --parts apart${quick ? ' --quick' : ''}\`, with the model “${name}”, weights \`${sha256.slice(0, 12)}\`.`,
      `Taken apart: ${taken.length} simulated pens (seeds 0 to ${taken.length - 1}) with everything strange at once are read with ${percents(all.mean)} % CER (sd ${percents(all.deviation)}), with nothing strange with ${percents(none.mean)} % (sd ${percents(none.deviation)}); English dictionary. “Only it right”: by how many points the error falls when an oracle sets that alone right. “Only it wrong”: by how many it rises over a pen without any strangeness. Most costs ${causeTitles[rows[0]!.cause]}, then ${causeTitles[rows[1]!.cause]}.`,
    ],
    tables: [
      {
        name: 'apart',
        title: 'What makes an unseen pen unreadable',
        explanation:
          'Points of CER, mean and standard deviation over the pens; the worst alone comes first.',
        columns: ['cause', 'only it wrong: rise', 'sd', 'only it right: fall', 'sd of the fall'],
        rows: rows.map(({ cause, fall, rise }): Cell[] => [
          causeTitles[cause],
          ...[rise.mean, rise.deviation, fall.mean, fall.deviation].map(percents),
        ]),
      },
      {
        name: 'real-apart',
        title: 'The force pen, by an oracle that knows the labels',
        explanation:
          'CER, per cent, of the same recordings that the oracle looked at: what a better search could bring at most, not what a user gets. What is left is force, vibration, the lost axis and the hand.',
        columns: [
          ...['writer', 'recordings', 'as it is', 'orientation right', 'pace too', 'smoothing too'],
          'force left out too',
        ],
        rows: real.map((one): Cell[] => [
          ...[one.writer, one.recordings],
          ...[one.asItIs, one.orientation, one.pace, one.smoothing, one.withoutForce].map(percents),
        ]),
      },
    ],
    plots: [],
  };
}
