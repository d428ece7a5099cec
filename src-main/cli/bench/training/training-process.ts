import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useTensorflow } from '../../../compute/tensorflow.ts';
import { GradientPool } from '../../../learning/runs/threads/gradient-pool.ts';
import { RunFolder } from '../../../learning/runs/run-folder.ts';
import { Run } from '../../../learning/runs/run.ts';
import { createTrainableNetwork } from '../../../recognizer/network/trainable.ts';
import { readWeights } from './made-up-job.ts';
import type { TrainingJob, TrainingTime } from './job.ts';

/**
 * Our own training loop as a process of its own: argument is a folder with `job.json`. Told a number
 * of steps, it does them and answers with the time they took (`TrainingTime`).
 */
const folder = process.argv[2]!;
const job = JSON.parse(await readFile(join(folder, 'job.json'), 'utf8')) as TrainingJob;
await useTensorflow();
const network = createTrainableNetwork(job.network, { seed: 0, weights: await readWeights(job) });
const pool = await GradientPool.start(network, {
  workers: job.threads,
  batchesModule: new URL('./fixed-batches.ts', import.meta.url).href,
  source: job,
});
const never = 1e9;
const run = new Run<{ score: number }>({
  network,
  folder: await RunFolder.create(join(folder, 'run'), {}),
  recipe: {
    steps: never,
    learningRate: job.learningRate,
    warmUpSteps: 0,
    weightDecay: job.weightDecay,
    clipNorm: job.clipNorm,
    frameWeight: 0,
    frameWeightUntilStep: 0,
    validateEvery: never,
    checkpointEvery: never,
  },
  checkpoint: undefined,
  gradients: async (step) => {
    const weights = new Map<string, Float32Array>();
    for (const [name, variable] of network.variables) {
      weights.set(name, await variable.data<'float32'>());
    }
    const seeds = Array.from({ length: job.threads }, (_, worker) => step * job.threads + worker);
    const { reports, ...pooled } = await pool.step(weights, { step, frameWeight: 0, seeds });
    const ctc = reports.reduce((sum, report) => sum + report.ctc / reports.length, 0);
    return { ...pooled, loss: { ctc, frameWise: 0, nonFinite: 0 } };
  },
  validate: () => Promise.resolve({ score: 0 }),
});

async function train(steps: number): Promise<TrainingTime> {
  const abort = new AbortController();
  const start = performance.now();
  const used = process.cpuUsage();
  let time: TrainingTime | undefined;
  let done = 0;
  await run.go({
    signal: abort.signal,
    onProgress: () => {
      done += 1;
      if (done < steps) return;
      // What follows is the checkpoint of a run that is stopped: no part of a step.
      const { user, system } = process.cpuUsage(used);
      time = { milliseconds: performance.now() - start, processorMs: (user + system) / 1000 };
      abort.abort();
    },
  });
  return time!;
}

process.on('message', (steps: number) => {
  void train(steps).then((time) => process.send!(time));
});
// Threads of its own would keep it alive after the benchmark was stopped.
process.on('disconnect', () => process.exit());
process.send!({ ready: true });
