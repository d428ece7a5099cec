import type { RunnableNetwork } from './running-network.ts';
import { explainFailure } from '../../compute/requirements.ts';
import type { Verdict } from '../../compute/choice.ts';
import {
  agreement,
  differenceOf,
  referenceEngine,
  type ComputeEngine,
  type Rung,
} from '../../compute/ladder.ts';
import type { StartProcess } from '../../compute/process-port.ts';
import { EncoderProcess, type TimedValues } from './process/client.ts';
import type { RunRequest } from './process/messages.ts';
import { outputLength } from '../network/description.ts';
import { createRandom } from '../network/random.ts';

export interface ProbeOptions {
  readonly start: StartProcess;
  /** For the whole probe, ms. Default: as the rung says, else 30 s. */
  readonly limitMs?: number;
  /** Timed runs after the first. Default 7. */
  readonly runs?: number;
}

/** What the reference says of the fixed input: expected of every rung. */
export interface ProbeTask {
  readonly kind: 'run' | 'learn';
  readonly model: RunnableNetwork;
  readonly request: ProbeRequest;
  readonly expected: Float32Array;
  /** By its time rungs are compared. */
  readonly timed: ProbeRequest;
}

type ProbeRequest = RunRequest & { readonly slope: Float32Array };

const defaultLimitMs = 30_000;
const fewestTimes = 2;
/** Steps of training are compared with so many samples, each twice as long as those of the check. */
const timedBatch = 8;
/** What takes longer for the two samples of the check is of no use for learning, ms. */
const hopelessMs = 3000;

/**
 * Has the reference compute what rungs must agree with: logits of one window of two seconds, or the
 * gradients of a batch of two.
 * What is timed of learning is a batch of eight: a GPU needs some work to be worth its way.
 *
 * @param samples of a window; default 200, two seconds at 100 Hz
 * @throws when not even plain JavaScript runs
 */
export async function prepareProbe(
  kind: ProbeTask['kind'],
  { network, weights }: RunnableNetwork,
  { start, limitMs = defaultLimitMs }: ProbeOptions,
  samples = kind === 'run' ? 200 : 96,
): Promise<ProbeTask> {
  const model = { network, weights };
  const batch = kind === 'run' ? 1 : 2;
  const random = createRandom(11);
  const noise = (count: number) => Float32Array.from({ length: count }, () => 2 * random() - 1);
  const requestOf = (count: number, time: number): ProbeRequest => ({
    values: noise(count * time * network.inputs),
    lengths: new Int32Array(count).fill(time),
    time,
    slope: noise(count * outputLength(network, time) * network.classes),
  });
  const request = requestOf(batch, samples);
  const timed = kind === 'run' ? request : requestOf(timedBatch, 2 * samples);
  const task = { kind, model, request, timed, expected: new Float32Array(0) };
  const { values } = await inProcess(referenceEngine, task, start, limitMs, (run) => run(request));
  return { ...task, expected: values };
}

/** Tries a rung in a process of its own: it may crash, hang or lie without harm. */
export async function probeRung(
  rung: Rung,
  task: ProbeTask,
  { start, limitMs = rung.probeLimitMs ?? defaultLimitMs, runs = 7 }: ProbeOptions,
): Promise<Verdict> {
  try {
    const place = rung.inElectron;
    const startThere = () => start(place);
    return await inProcess(rung.engine, task, startThere, limitMs, async (run) => {
      const { values } = await run(task.request);
      const difference = differenceOf(values, task.expected);
      const tolerance = rung.tolerance ?? agreement;
      if (difference > tolerance) {
        throw new Error(
          `what it computes differs from the reference by ${difference.toPrecision(2)} (at most ${tolerance})`,
        );
      }
      if (task.kind === 'learn') await checkHope(() => run(task.request));
      const times: number[] = [];
      for (let count = 0; count < runs; count += 1) {
        const begin = performance.now();
        const { milliseconds } = await run(task.timed);
        // With a driver it is used in a process of its own, and the way there counts.
        times.push(rung.driver ? performance.now() - begin : milliseconds);
        // Something this slow is not chosen, however exactly it is known.
        if (times.length >= fewestTimes && times[0]! > 1000) break;
      }
      const milliseconds = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
      return { rung: rung.id, works: true, milliseconds, difference };
    });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { rung: rung.id, works: false, ...explainFailure(said) };
  }
}

/** Again, because the first time compiles what has to be compiled. */
async function checkHope(run: () => Promise<TimedValues>): Promise<void> {
  const { milliseconds } = await run();
  if (milliseconds <= hopelessMs) return;
  throw new Error(`too slow: ${(milliseconds / 1000).toFixed(1)} s for two short samples`);
}

async function inProcess<Result>(
  engine: ComputeEngine,
  { kind, model }: ProbeTask,
  start: StartProcess,
  limitMs: number,
  work: (run: (request: ProbeRequest) => Promise<TimedValues>) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  const late = new Promise<never>((_, reject) => {
    limit.signal.addEventListener('abort', () =>
      reject(new Error(`it took longer than ${limitMs / 1000} s`)),
    );
  });
  const starting = Promise.resolve(start()).then((port) => new EncoderProcess(port));
  try {
    const encoder = await Promise.race([starting, late]);
    await Promise.race([encoder.open(engine, model), late]);
    const run = (request: ProbeRequest) =>
      kind === 'run' ? encoder.timedRun(request) : encoder.learn(request);
    return await Promise.race([work(run), late]);
  } finally {
    clearTimeout(timer);
    void starting.then(
      (encoder) => encoder.dispose(),
      () => undefined,
    );
  }
}
