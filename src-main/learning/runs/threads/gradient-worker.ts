import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../../contract/alerts.ts';
import { useTensorflow } from '../../../compute/tensorflow.ts';
import type { NetworkDescription } from '../../../recognizer/network/description.ts';
import { StepMemory } from '../../../recognizer/network/operations/host/memory.ts';
import { createTrainableNetwork } from '../../../recognizer/network/trainable.ts';
import type { Batch } from '../../kinds/digits/digits-batches.ts';
import { createJointModel } from '../../cmr/joint-model.ts';
import { taughtGradients, type TeachingImages } from '../../cmr/taught-step.ts';
import { jointDescriptionOf } from '../../cmr/teacher.ts';
import type { TaughtReport } from '../../cmr/teaching.ts';
import { GradientSource, type SourcedGradients } from '../../gradients/gradient-source.ts';
import type { GradientWorkerData, StepRequest, WorkerMessage } from './messages.ts';
import { VariableLayout } from './variable-layout.ts';

/** Batches of one worker; batch k depends on the source, the worker and k alone. */
export interface WorkerBatches {
  batch(step: number): Batch;
  /** What goes with the batch of a step that is taught. */
  images?(step: number): TeachingImages;
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
  const description = data.network as NetworkDescription;
  const { teacher } = data;
  const joint = teacher
    ? createJointModel(jointDescriptionOf(description, teacher), { seed: 0 })
    : undefined;
  const network = joint ?? createTrainableNetwork(description, { seed: 0 });
  const layout = new VariableLayout(network);
  const memory = new StepMemory();
  const source = new GradientSource(tensorflow);
  const weights = new Float32Array(data.weights);
  const results = new Float32Array(data.result);

  const computed = async (
    batch: Batch,
    { step: index, taught, ...options }: StepRequest,
  ): Promise<SourcedGradients & { readonly report?: TaughtReport }> => {
    if (!taught) return source.step(network, batch, { ...options, memory });
    const taughtBy = { ...options, step: index, request: taught, memory };
    return taughtGradients(joint!, teacher!, batch, batches.images!(index), taughtBy);
  };
  const step = async (request: StepRequest): Promise<void> => {
    const { step: index } = request;
    const begun = performance.now();
    network.load(layout.tensors(weights));
    const batch = batches.batch(index);
    const result = await computed(batch, request);
    const { loss, gradients } = result;
    const values = new Map<string, Float32Array>(gradients);
    for (const { name, trainable } of layout.places) {
      if (trainable) continue;
      values.set(name, (await network.variables.get(name)!.data()) as Float32Array);
    }
    layout.write(results, values);
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
        ...(result.report && { taught: result.report }),
        ...(result.lost && { lost: result.lost }),
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
