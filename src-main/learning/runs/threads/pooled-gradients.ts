import type { TrainableNetwork } from '../../../recognizer/network/trainable.ts';
import type { RunGradients } from '../run.ts';
import type { GradientPool } from './gradient-pool.ts';
import type { TaughtReport, TaughtRequest } from '../../cmr/teaching.ts';
import type { StepReport } from './messages.ts';

/**
 * A step of a run, made by the threads of a pool.
 * @param seed of the recipe; decides dropout, together with step and worker
 */
export async function pooledGradients(
  pool: GradientPool,
  network: TrainableNetwork,
  {
    step,
    frameWeight,
    seed,
    workers,
    taught,
  }: {
    step: number;
    frameWeight: number;
    seed: number;
    workers: number;
    taught?: TaughtRequest | undefined;
  },
): Promise<RunGradients & { readonly taught: readonly TaughtReport[] }> {
  const weights = new Map<string, Float32Array>();
  for (const [name, variable] of network.variables) {
    weights.set(name, await variable.data<'float32'>());
  }
  const seeds = Array.from(
    { length: workers },
    (_, worker) => seed * 1_000_003 + step * workers + worker,
  );
  const pooled = await pool.step(weights, { step, frameWeight, seeds, ...(taught && { taught }) });
  return {
    ...pooled,
    ...summaryOf(pooled.reports),
    taught: pooled.reports.flatMap((report) => (report.taught ? [report.taught] : [])),
  };
}

function summaryOf(reports: readonly StepReport[]): Pick<RunGradients, 'loss' | 'notes' | 'lost'> {
  const sum = (of: (report: StepReport) => number) =>
    reports.reduce((total, report) => total + of(report), 0);
  return {
    loss: {
      ctc: sum(({ ctc }) => ctc) / reports.length,
      frameWise: sum(({ frameWise }) => frameWise) / reports.length,
      nonFinite: sum(({ nonFinite }) => nonFinite),
    },
    lost: reports.flatMap(({ lost }) => (lost ? [lost] : [])),
    notes: {
      impossible: sum(({ impossible }) => impossible),
      readings: sum(({ readings }) => readings),
      milliseconds: Math.max(...reports.map(({ milliseconds }) => milliseconds)),
    },
  };
}
