import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBlas } from '../../../compute/blas.ts';
import { loadWordsRecipe } from '../../../learning/kinds/words/words-recipe.ts';
import type { Measurement } from '../measurement.ts';
import { pytorchMissing } from '../pytorch.ts';
import { startOurs, startPeak, startPytorch, type Contestant } from './contestants.ts';
import { nameOf, trainingFigures, type Engine } from './figures.ts';
import type { TrainingJob, TrainingTime } from './job.ts';
import { firstLoss, makeUpJob } from './made-up-job.ts';

export interface TrainingBenchOptions {
  /** Turns that each takes. Default 7. */
  readonly rounds?: number;
  /** Steps of a turn, and of the one before that is not counted. Default 2. */
  readonly steps?: number;
}

const threadCounts = [1, 2] as const;

interface Entry {
  readonly engine: Engine;
  readonly threads: number;
  readonly contestant: Contestant;
  readonly rounds: TrainingTime[];
}

/**
 * Training steps of the network of models/recipes/words.json on a ready-made batch: our loop (CTC,
 * gradients by threads, clipping, AdamW) beside PyTorch's, taking turns, so that what else the
 * machine does hits all alike. Ratios are medians of those within a round.
 */
export async function benchTraining({ rounds = 7, steps = 2 }: TrainingBenchOptions = {}): Promise<
  Measurement[]
> {
  const folder = await mkdtemp(join(tmpdir(), 'quillwave-bench-'));
  const open: { close(): Promise<void> }[] = [];
  try {
    const job = await makeUpJob(await loadWordsRecipe('words'), folder);
    const { blas, reason: blasMissing } = findBlas();
    const torchMissing = (await pytorchMissing()) ?? (await anotherNetwork(job, folder));
    const engines: Engine[] = [
      ...(blas ? (['BLAS'] as const) : []),
      'wasm',
      ...(torchMissing === undefined ? (['pytorch'] as const) : []),
    ];
    const entries: Entry[] = [];
    for (const engine of engines) {
      for (const threads of threadCounts) {
        const own = join(folder, nameOf(engine, threads));
        const start = engine === 'pytorch' ? startPytorch : startOurs;
        const contestant = await start({ ...job, threads }, own, engine);
        open.push(contestant);
        entries.push({ engine, threads, contestant, rounds: [] });
      }
    }
    const cores = blas ? await Promise.all(threadCounts.map(() => startPeak())) : [];
    open.push(...cores);
    const peaks = threadCounts
      .slice(0, cores.length)
      .map((count) => ({ cores: count, rounds: [] as number[] }));

    for (const { contestant } of entries) await contestant.train(steps);
    for (let round = 0; round < rounds; round += 1) {
      for (const entry of entries) {
        const { milliseconds, processorMs } = await entry.contestant.train(steps);
        entry.rounds.push({
          milliseconds: milliseconds / steps,
          processorMs: processorMs / steps,
        });
      }
      for (const peak of peaks) {
        const each = await Promise.all(cores.slice(0, peak.cores).map((core) => core.measure()));
        peak.rounds.push(each.reduce((sum, value) => sum + value, 0));
      }
    }
    return [
      ...trainingFigures({ job, times: entries, peaks }),
      ...missing('pytorch', torchMissing),
      ...missing('BLAS', blasMissing),
    ];
  } finally {
    await Promise.all(open.map((one) => one.close()));
    await rm(folder, { recursive: true, force: true });
  }
}

/** Why what PyTorch trains is not what we train; undefined when it is. */
async function anotherNetwork(job: TrainingJob, folder: string): Promise<string | undefined> {
  const ours = await firstLoss(job);
  const torch = await startPytorch(job, join(folder, 'first'));
  await torch.close();
  return Math.abs(torch.loss - ours) <= 1e-3 * Math.abs(ours)
    ? undefined
    : `its loss of the first batch is ${torch.loss}, ours ${ours}: not the same network`;
}

function missing(name: string, reason: string | undefined): Measurement[] {
  if (reason === undefined) return [];
  return [{ name: `training, ${name}`, value: Number.NaN, unit: 'samples/s', missing: reason }];
}
