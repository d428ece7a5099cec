import type { Cell, ReportTable } from '../experiment.ts';
import { spreadOf } from '../paired.ts';
import { titles } from './methods.ts';
import type { WriterRun } from './new-writers.ts';
import type { PenRun } from './real-pens.ts';

/** Every run as it is, for programs. */
export function runsTable(runs: readonly WriterRun[]): ReportTable {
  return {
    name: 'new-writers-runs',
    title: 'New writers, every run',
    detail: true,
    columns: [
      ...['writer', 'hand', 'words', 'method', 'seed', 'CER', 'WER', 'kept', 'seconds'],
      ...['estimated before', 'estimated after', 'estimated WER before', 'estimated WER after'],
      ...['CER of what was not offered', 'WER of what was not offered'],
    ],
    rows: runs.map((run): Cell[] => [
      ...[run.writer, run.hand, run.size, run.method, run.seed, run.cer, run.wer],
      ...[run.kept ? 'yes' : 'no', run.seconds],
      ...[run.estimate?.before ?? NaN, run.estimate?.after ?? NaN],
      ...[run.estimate?.wer?.before ?? NaN, run.estimate?.wer?.after ?? NaN],
      ...[run.refused?.cer ?? NaN, run.refused?.wer ?? NaN],
    ]),
  };
}

/** By method and size: mean, spread, who gained least and who is read worst. */
export function summaryTable(runs: readonly WriterRun[]): ReportTable {
  const before = new Map(
    runs
      .filter(({ method }) => method === 'nothing')
      .map((run) => [`${run.writer}/${run.seed}`, run]),
  );
  const beforeOf = ({ writer, seed }: WriterRun) => before.get(`${writer}/${seed}`)!;
  const arms = [...new Set(runs.map(({ method, size }) => `${size}/${method}`))].map((arm) =>
    runs.filter(({ method, size }) => `${size}/${method}` === arm),
  );
  return {
    name: 'new-writers',
    title: 'Writers whom the model has never seen',
    explanation:
      'Error rates by the best path, no dictionary, in per cent, on words that nobody calibrated with and that the model has never seen. Fall: of the mean CER against the model as it came. Worse: writers whose CER rose, and by how many points at most.',
    columns: [
      ...['words', 'learnt', 'writers', 'CER', 'sd', 'fall', 'worst writer', 'left-handed'],
      ...['WER', 'worse', 'most', 'kept', 'seconds'],
    ],
    rows: arms
      .sort((a, b) => a[0]!.size - b[0]!.size)
      .map((arm): Cell[] => {
        const cer = spreadOf(arm.map((run) => 100 * run.cer));
        const start = spreadOf(arm.map((run) => 100 * beforeOf(run).cer)).mean;
        const left = spreadOf(
          arm.filter(({ hand }) => hand === 'left').map((run) => 100 * run.cer),
        );
        const rises = arm.map((run) => 100 * (run.cer - beforeOf(run).cer));
        const { size, method } = arm[0]!;
        return [
          ...[size, titles[method], arm.length, cer.mean, cer.deviation],
          method === 'nothing' ? '' : `${(100 * (1 - cer.mean / start)).toFixed(1)} %`,
          Math.max(...arm.map((run) => 100 * run.cer)),
          left.mean,
          spreadOf(arm.map((run) => 100 * run.wer)).mean,
          method === 'nothing' ? '' : rises.filter((rise) => rise > 0).length,
          method === 'nothing' ? '' : Math.max(0, ...rises),
          method === 'ours' ? arm.filter(({ kept }) => kept).length : '',
          spreadOf(arm.map(({ seconds }) => seconds)).mean,
        ];
      }),
  };
}

/** From one pen to another, by method and examples of each character. */
export function pensTable(runs: readonly PenRun[]): ReportTable {
  const arms = [
    ...new Set(runs.map((run) => `${run.from}/${run.to}/${run.examples}/${run.method}`)),
  ].map((arm) =>
    runs.filter((run) => `${run.from}/${run.to}/${run.examples}/${run.method}` === arm),
  );
  return {
    name: 'real-pens',
    title: 'Pens that the model has never seen (real sensors)',
    explanation:
      'Single characters, read by the best path as text; right: share of the recordings read without any error, per cent. A model of one set learns so many examples of each character of another; the last way begins at the model of simulated words.',
    columns: [
      'model of',
      'learns',
      'examples',
      'learnt',
      'right',
      'CER',
      'kept',
      'tested',
      'seconds',
    ],
    rows: arms.map((arm): Cell[] => {
      const { from, to, examples, method, tested } = arm[0]!;
      return [
        ...[from, to, examples, titles[method]],
        100 * (1 - spreadOf(arm.map(({ wer }) => wer)).mean),
        100 * spreadOf(arm.map(({ cer }) => cer)).mean,
        method === 'ours' ? arm.filter(({ kept }) => kept).length : '',
        tested,
        spreadOf(arm.map(({ seconds }) => seconds)).mean,
      ];
    }),
  };
}
