import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../contract/alerts.ts';
import { useTensorflow } from '../../compute/tensorflow.ts';
import type { NetworkDescription } from '../../recognizer/network/description.ts';
import { StepMemory } from '../../recognizer/network/operations/host/memory.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import type { Batch } from '../batches.ts';
import { stepGradients } from '../training-step.ts';
import type { GradientWorkerData, StepRequest, WorkerMessage } from './messages.ts';
import { VariableLayout } from './variable-layout.ts';

/** Batches of one worker; batch k depends on the source, the worker and k alone. */
export interface WorkerBatches {
  batch(step: number): Batch;
  /** Called while the main thread updates the weights: work that the next steps will need. */
  prepareAfter(step: number): void;
}

export interface BatchesModule {
  readonly createBatches: (source: unknown, worker: number) => Promise<WorkerBatches>;
}

const port = parentPort!;
const data = workerData as GradientWorkerData;

async function start(): Promise<void> {
  const tensorflow = await useTensorflow();
  const { createBatches } = (await import(data.batchesModule)) as BatchesModule;
  const batches = await createBatches(data.source, data.worker);
  const network = createTrainableNetwork(data.network as NetworkDescription, { seed: 0 });
  const layout = new VariableLayout(network);
  const memory = new StepMemory();
  const weights = new Float32Array(data.weights);
  const result = new Float32Array(data.result);

  const step = async ({ step: index, seed, frameWeight }: StepRequest): Promise<void> => {
    const begun = performance.now();
    network.load(layout.tensors(weights));
    const batch = batches.batch(index);
    const { loss, gradients } = await stepGradients(tensorflow, network, batch, {
      seed,
      frameWeight,
      memory,
    });
    const values = new Map<string, Float32Array>(gradients);
    for (const { name, trainable } of layout.places) {
      if (trainable) continue;
      values.set(name, (await network.variables.get(name)!.data()) as Float32Array);
    }
    layout.write(result, values);
    const { ctc, frameWise, impossible, nonFinite } = loss;
    post({
      kind: 'report',
      report: {
        step: index,
        ctc,
        frameWise,
        impossible,
        nonFinite,
        readings: batch.size * batch.readings,
        milliseconds: performance.now() - begun,
      },
    });
    batches.prepareAfter(index);
  };
  port.on('message', (request: StepRequest) => {
    step(request).catch(fail);
  });
  post({ kind: 'ready' });
}

function post(message: WorkerMessage): void {
  port.postMessage(message);
}

function fail(error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (error instanceof UserError) {
    post({ kind: 'failed', message: error.message, code: error.code, remedy: error.remedy });
  } else post({ kind: 'failed', message });
}

start().catch(fail);
