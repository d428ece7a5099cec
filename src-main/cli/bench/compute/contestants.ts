import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Rung } from '../../../compute/ladder.ts';
import { applicationFolder } from '../../../library/places.ts';
import { EncoderProcess } from '../../../recognizer/encoder/process/client.ts';
import type { ModelPackage } from '../../../recognizer/model/package.ts';
import { outputLength } from '../../../recognizer/network/description.ts';
import { startEncoderProcess } from '../../../recognizer/encoder/process/start.ts';
import { python } from '../pytorch.ts';

/** So many windows of so many samples, read or learnt from. */
export interface Work {
  readonly batch: number;
  readonly time: number;
  readonly learn: boolean;
}

export interface Cost {
  readonly milliseconds: number;
  /** Of all threads: what holds on a machine that is busy with other work. */
  readonly processorMs: number;
  /** The most memory that the process has had so far. */
  readonly peakBytes: number;
  /** Of the logits: tells one network from another. Not for learning. */
  readonly sum: number;
}

/** Something that runs the model, in a process of its own. */
export interface Contestant {
  readonly name: string;
  /** Of the sum of its logits beside that of the first. Default 1e-3. */
  readonly tolerance?: number;
  run(work: Work): Promise<Cost>;
  close(): Promise<void>;
}

/** A rung of the ladder. */
export async function startRung(rung: Rung, model: ModelPackage): Promise<Contestant> {
  const { network } = model.manifest;
  const encoder = new EncoderProcess(await startEncoderProcess());
  await encoder.open(rung.engine, { network, weights: model.weights });
  return {
    name: rung.id,
    ...(rung.tolerance !== undefined && { tolerance: rung.tolerance }),
    run: async ({ batch, time, learn }) => {
      const values = new Float32Array(batch * time * network.inputs).map((_, i) => Math.sin(i));
      const request = { values, lengths: new Int32Array(batch).fill(time), time };
      const slope = new Float32Array(batch * outputLength(network, time) * network.classes).fill(1);
      const start = performance.now();
      const answer = await (learn
        ? encoder.learn({ ...request, slope })
        : encoder.timedRun(request));
      return {
        ...answer,
        // With a driver it is used in a process of its own, and the way there counts.
        ...(rung.driver && { milliseconds: performance.now() - start }),
        sum: learn ? 0 : answer.values.reduce((sum, value) => sum + value, 0),
      };
    },
    close: () => encoder.dispose(),
  };
}

/** The same layers with the same weights in PyTorch on one core. */
export async function startPytorch(model: ModelPackage): Promise<Contestant> {
  const script = join(applicationFolder, 'scripts/bench-pytorch.py');
  const child = spawn(python, ['-B', script, model.folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Its BLAS has threads of its own.
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const line = await lines.next();
    if (line.done === true) throw new Error('PyTorch ended without an answer.');
    return JSON.parse(line.value) as Cost;
  };
  await next();
  return {
    name: 'PyTorch, one core',
    run: (work) => {
      child.stdin.write(`${JSON.stringify(work)}\n`);
      return next();
    },
    close: async () => {
      if (child.exitCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
