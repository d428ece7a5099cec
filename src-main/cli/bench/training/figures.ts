import { multiplyAdds } from '../../../recognizer/network/cost.ts';
import type { Measurement } from '../measurement.ts';
import type { TrainingJob, TrainingTime } from './job.ts';

/** Where matrix products run; PyTorch has its own. */
export type Engine = 'BLAS' | 'wasm' | 'pytorch';

/** What was measured in turns; entry i of every list is of round i. */
export interface TrainingRounds {
  readonly job: Pick<TrainingJob, 'network' | 'readings' | 'size'>;
  /** One step. */
  readonly times: readonly {
    readonly engine: Engine;
    readonly threads: number;
    readonly rounds: readonly TrainingTime[];
  }[];
  /** GFLOP/s of large matrix products on so many cores at once; without a BLAS none. */
  readonly peaks: readonly { readonly cores: number; readonly rounds: readonly number[] }[];
}

const targets: Readonly<Partial<Record<string, string>>> = {
  'BLAS, 2 threads': 'at least 0.7',
  'wasm, 2 threads': 'at least 0.3',
};
/** A backward pass multiplies twice as much as a forward one. */
const passes = 3;

/** Samples a second, and what each engine reaches of PyTorch and of the machine: medians of rounds. */
export function trainingFigures({ job, times, peaks }: TrainingRounds): Measurement[] {
  const gigaflops = (passes * 2 * multiplyAdds(job.network, job.readings) * job.size) / 1e9;
  const speeds = times.map(({ engine, threads, rounds }) => ({
    name: `training, ${nameOf(engine, threads)}`,
    value: median(rounds.map(({ milliseconds }) => (1000 * job.size) / milliseconds)),
    unit: `samples/s (${job.readings} readings each, ${job.size} a step)`,
  }));
  const comparisons = times.flatMap(({ engine, threads, rounds: own }) => {
    const name = nameOf(engine, threads);
    const lines: Measurement[] = [];
    // Its threads wait by spinning: on a busy machine one may be faster than two.
    const torch = times.filter((one) => one.engine === 'pytorch' && one.threads <= threads);
    const peak = peaks.find(({ cores }) => cores === threads);
    if (torch.length > 0 && engine !== 'pytorch') {
      const fastest = own.map((_, round) =>
        torch
          .map(({ rounds }) => rounds[round]!)
          .reduce((best, one) => (one.milliseconds < best.milliseconds ? one : best)),
      );
      const ratio = (of: (time: TrainingTime) => number) =>
        median(own.map((time, round) => of(fastest[round]!) / of(time)));
      const target = targets[name];
      lines.push({
        name: `training, ${name}, beside pytorch`,
        value: ratio(({ milliseconds }) => milliseconds),
        unit: `× its samples/s with up to as many (by processor time ${ratio(({ processorMs }) => processorMs).toFixed(2)})`,
        ...(target !== undefined && { target }),
      });
    }
    if (peak) {
      lines.push({
        name: `training, ${name}, of the peak`,
        value: median(
          own.map(
            ({ milliseconds }, round) => (1e5 * gigaflops) / milliseconds / peak.rounds[round]!,
          ),
        ),
        unit: `% of ${median(peak.rounds).toFixed(0)} GFLOP/s, large products on as many cores`,
      });
    }
    return lines;
  });
  return [...speeds, ...comparisons, ...twoBesideOne(times)];
}

function twoBesideOne(times: TrainingRounds['times']): Measurement[] {
  return (['BLAS', 'wasm', 'pytorch'] as const).flatMap((engine) => {
    const [one, two] = [1, 2].map(
      (threads) => times.find((time) => time.engine === engine && time.threads === threads)?.rounds,
    );
    if (!one || !two) return [];
    return {
      name: `training, ${engine}, two threads beside one`,
      value: median(one.map(({ milliseconds }, round) => milliseconds / two[round]!.milliseconds)),
      unit: '×',
      ...(engine !== 'pytorch' && { target: 'at least 1.7' }),
    };
  });
}

export function nameOf(engine: Engine, threads: number): string {
  return `${engine}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
