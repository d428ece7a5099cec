import { findBlas } from '../../../compute/blas.ts';
import { learningRungs, readingRungs, type Rung } from '../../../compute/ladder.ts';
import { missingRequirement, presentSurroundings } from '../../../compute/requirements.ts';
import { modelFolders } from '../../../library/places.ts';
import { resolveModel } from '../../../recognizer/model/library.ts';
import type { ModelPackage } from '../../../recognizer/model/package.ts';
import { multiplyAdds } from '../../../recognizer/network/cost.ts';
import { nodeCompute } from '../../options/compute.ts';
import type { Measurement } from '../measurement.ts';
import { pytorchMissing } from '../pytorch.ts';
import { startPeak } from '../training/contestants.ts';
import { startPytorch, startRung, type Contestant, type Cost, type Work } from './contestants.ts';

export interface ComputeBenchOptions {
  /** Turns that each takes, after one that is not counted. Default 9. */
  readonly rounds?: number;
  /** Something slower than this is timed once a turn is over, and no more; ms. Default 3000. */
  readonly patienceMs?: number;
}

/** Seconds of ink. */
const inkSeconds = [1, 2, 5, 10];
const batchSize = 16;
/** A word of eight letters. */
const learningSeconds = 3.2;

interface Task extends Work {
  readonly title: string;
}

interface Entry {
  readonly contestant: Contestant;
  /** By the title of the task. */
  readonly costs: Map<string, Cost[]>;
}

/**
 * Every rung that works here, and PyTorch with the same weights, on the same windows in turns, so that
 * what else the machine does hits all alike. Figures are medians.
 */
export async function benchCompute(
  name: string,
  { rounds = 9, patienceMs = 3000 }: ComputeBenchOptions = {},
): Promise<Measurement[]> {
  const model = await resolveModel(name, { folders: modelFolders() });
  const { rateHz } = model.manifest;
  const work = (title: string, batch: number, seconds: number, learn = false): Task => ({
    title,
    batch,
    time: Math.round(seconds * rateHz),
    learn,
  });
  const reading = [
    ...inkSeconds.map((seconds) => work(`window of ${seconds} s`, 1, seconds)),
    ...inkSeconds.map((seconds) =>
      work(`${batchSize} windows of ${seconds} s`, batchSize, seconds),
    ),
  ];
  const learning = [work('learning', batchSize, learningSeconds, true)];
  const torch = await pytorchMissing();
  return [
    ...(await benchLadder(readingRungs, reading, model, torch, { rounds, patienceMs })),
    ...(await benchLadder(learningRungs, learning, model, torch, { rounds, patienceMs })),
    ...(await peak()),
  ];
}

async function benchLadder(
  rungs: readonly Rung[],
  tasks: readonly Task[],
  model: ModelPackage,
  torchMissing: string | undefined,
  { rounds, patienceMs }: Required<ComputeBenchOptions>,
): Promise<Measurement[]> {
  const compute = nodeCompute();
  // What needs a driver is not loaded before it was seen to work.
  if (!(await compute.isKnown(model))) await compute.survey(model);
  const known = await compute.report(model);
  const reports = [...known.reading, ...known.learning];
  const entries: Entry[] = [];
  const missing: Measurement[] = [];
  const leftOut = (name: string, reason: string) =>
    missing.push({ name, value: Number.NaN, unit: 'ms', missing: reason });
  try {
    for (const rung of rungs) {
      const obstacle = missingRequirement(rung, presentSurroundings());
      const failed = reports.find(({ id, state }) => id === rung.id && state === 'out');
      const reason = obstacle?.reason ?? (rung.driver ? failed?.reason : undefined);
      if (reason !== undefined) leftOut(rung.id, reason);
      else entries.push({ contestant: await startRung(rung, model), costs: new Map() });
    }
    if (torchMissing !== undefined) leftOut('PyTorch', torchMissing);
    else entries.push({ contestant: await startPytorch(model), costs: new Map() });
    for (const task of tasks) {
      for (const entry of [...entries]) {
        const failure = await entry.contestant.run(task).then(
          () => undefined,
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
        if (failure === undefined) continue;
        leftOut(`${entry.contestant.name}, ${task.title}`, failure);
        entries.splice(entries.indexOf(entry), 1);
        await entry.contestant.close();
      }
      await takeTurns(entries, task, rounds, patienceMs);
    }
    return [...figures(entries, tasks, model), ...missing];
  } finally {
    await Promise.all(entries.map(({ contestant }) => contestant.close()));
  }
}

async function takeTurns(
  entries: readonly Entry[],
  task: Task,
  rounds: number,
  patienceMs: number,
): Promise<void> {
  for (const { costs } of entries) costs.set(task.title, []);
  for (let round = 0; round < rounds; round += 1) {
    for (const { contestant, costs } of entries) {
      const own = costs.get(task.title)!;
      if ((own[0]?.milliseconds ?? 0) > patienceMs) continue;
      own.push(await contestant.run(task));
    }
  }
}

function figures(
  entries: readonly Entry[],
  tasks: readonly Task[],
  model: ModelPackage,
): Measurement[] {
  const { network, rateHz } = model.manifest;
  const [first] = entries;
  return tasks.flatMap((task) => {
    const seconds = (task.batch * task.time) / rateHz;
    return entries.flatMap(({ contestant, costs }): Measurement[] => {
      const own = costs.get(task.title) ?? [];
      if (own.length === 0) return [];
      const value = median(own.map(({ milliseconds }) => milliseconds));
      const processor = median(own.map(({ processorMs }) => processorMs));
      const reference = first?.costs.get(task.title)?.[0]?.sum ?? 0;
      const { tolerance = 1e-3 } = contestant;
      if (
        !task.learn &&
        Math.abs(own[0]!.sum - reference) > tolerance * Math.max(1, Math.abs(reference))
      ) {
        const reason = `its logits add up to ${own[0]!.sum}, ${first!.contestant.name}'s to ${reference}: not the same network`;
        return [{ name: `${contestant.name}, ${task.title}`, value, unit: 'ms', missing: reason }];
      }
      const memory = `${Math.round(own.at(-1)!.peakBytes / 2 ** 20)} MiB at most`;
      if (task.learn) {
        return [
          {
            name: `${contestant.name}, learning on one thread`,
            value: (1000 * task.batch) / value,
            unit: `samples/s (${((1000 * task.batch) / processor).toFixed(0)} by processor time; ${task.batch} of ${task.time / rateHz} s a step; ${memory})`,
          },
        ];
      }
      const speed = (2 * task.batch * multiplyAdds(network, task.time)) / processor / 1e6;
      return [
        {
          name: `${contestant.name}, ${task.title}`,
          value,
          unit: `ms (${processor.toFixed(2)} of processor time, ${(value / seconds).toFixed(2)} per second of ink, ${speed.toFixed(0)} GFLOP/s; ${memory})`,
        },
      ];
    });
  });
}

/** What one core can do at most, beside which the rest is to be seen. */
async function peak(): Promise<Measurement[]> {
  const name = 'large matrix products on the system’s BLAS, one core';
  const { blas, reason } = findBlas();
  if (blas === undefined) return [{ name, value: Number.NaN, unit: 'GFLOP/s', missing: reason }];
  const core = await startPeak();
  try {
    const rounds: number[] = [];
    for (let round = 0; round < 5; round += 1) rounds.push(await core.measure());
    return [{ name, value: median(rounds), unit: `GFLOP/s (${blas.library})` }];
  } finally {
    await core.close();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
