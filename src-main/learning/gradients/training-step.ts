import type * as Tensorflow from '@tensorflow/tfjs-core';
import type { TrainableNetwork } from '../../recognizer/network/trainable.ts';
import type { Batch } from '../kinds/digits/digits-batches.ts';
import {
  withStepMemory,
  type StepMemory,
} from '../../recognizer/network/operations/host/memory.ts';
import { sequenceLoss, type SequenceLoss } from './loss.ts';

export interface StepGradients {
  readonly loss: SequenceLoss;
  /** By the names of `network.variables`. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

export interface StepOptions {
  /** Decides dropout. */
  readonly seed: number;
  readonly frameWeight: number;
  /**
   * `one-pass` reads the logits synchronously inside the graph; backends that cannot (WebGPU) need
   * `two-pass`, which runs the network once for the loss and once more for the gradient. Default
   * `one-pass` on wasm and cpu, `two-pass` elsewhere.
   */
  readonly passes?: 'one-pass' | 'two-pass';
  /**
   * Used again by every step, which spares most of the memory traffic: gradients are then valid
   * until the next step with it. Default: arrays of their own.
   */
  readonly memory?: StepMemory;
  /** What is learnt instead of CTC (`sequenceLoss`, the default). */
  readonly lossOf?: typeof sequenceLoss;
  /** What batch normalisation goes by (`ForwardOptions.statistics`). Default `batch`. */
  readonly statistics?: 'batch' | 'moving';
  /** Names of the variables whose gradients are wanted. Default: all that can be learnt. */
  readonly learned?: ReadonlySet<string>;
}

/**
 * Loss of a batch and its gradient with respect to every trainable variable. TensorFlow.js has no
 * CTC: the loss is computed on the host in Float64, its gradient enters the graph as a constant.
 */
export async function stepGradients(
  tensorflow: typeof Tensorflow,
  network: TrainableNetwork,
  batch: Batch,
  options: StepOptions,
): Promise<StepGradients> {
  const synchronous = ['wasm', 'cpu', 'tensorflow'].includes(tensorflow.getBackend());
  const passes = options.passes ?? (synchronous ? 'one-pass' : 'two-pass');
  const inputs = inputTensor(tensorflow, network, batch);
  try {
    const { loss, gradients } = await (passes === 'one-pass' ? onePass : twoPass)(
      tensorflow,
      network,
      inputs,
      batch,
      options,
    );
    const named = new Map<string, Float32Array>();
    for (const [name, variable] of network.variables) {
      // TensorFlow.js keys gradients by the name of the variable, which is its own.
      const gradient = gradients[variable.name];
      if (gradient) named.set(name, (await gradient.data()) as Float32Array);
    }
    for (const gradient of Object.values(gradients)) gradient.dispose();
    return { loss, gradients: named };
  } finally {
    inputs.dispose();
  }
}

interface RawGradients {
  readonly loss: SequenceLoss;
  readonly gradients: Readonly<Record<string, Tensorflow.Tensor>>;
}

function onePass(
  tensorflow: typeof Tensorflow,
  network: TrainableNetwork,
  inputs: Tensorflow.Tensor3D,
  batch: Batch,
  options: StepOptions,
): RawGradients {
  let loss: SequenceLoss | undefined;
  const gradients = backPropagate(tensorflow, network, inputs, batch, options, (logits) => {
    const values = logits.dataSync<'float32'>();
    const lossOf = options.lossOf ?? sequenceLoss;
    loss = lossOf(values, shapeOf(logits), batch.targets, options.frameWeight);
    return loss.gradient;
  });
  return { loss: loss!, gradients };
}

async function twoPass(
  tensorflow: typeof Tensorflow,
  network: TrainableNetwork,
  inputs: Tensorflow.Tensor3D,
  batch: Batch,
  options: StepOptions,
): Promise<RawGradients> {
  const { seed, frameWeight, lossOf = sequenceLoss, statistics = 'batch' } = options;
  // Moving statistics take part in a step once, however often the network runs.
  const moving = [...network.variables.values()].filter(({ trainable }) => !trainable);
  const before = moving.map((variable) => tensorflow.clone(variable));
  const logits = tensorflow.tidy(() =>
    network.forward(inputs, batch.lengths, { training: true, seed, statistics }),
  );
  moving.forEach((variable, index) => {
    variable.assign(before[index]!);
    before[index]!.dispose();
  });
  const values = await logits.data<'float32'>();
  const loss = lossOf(values, shapeOf(logits), batch.targets, frameWeight);
  logits.dispose();
  const slope = () => loss.gradient;
  return {
    loss,
    gradients: backPropagate(tensorflow, network, inputs, batch, options, slope),
  };
}

/** Gradients of the weights when the loss falls along `slopeOf(logits)` = d loss / d logits. */
function backPropagate(
  tensorflow: typeof Tensorflow,
  network: TrainableNetwork,
  inputs: Tensorflow.Tensor3D,
  batch: Batch,
  { seed, memory, statistics = 'batch', learned }: StepOptions,
  slopeOf: (logits: Tensorflow.Tensor3D) => Float32Array,
): Record<string, Tensorflow.Tensor> {
  const criterion = tensorflow.customGrad((logits) => {
    const slope = slopeOf(logits as Tensorflow.Tensor3D);
    const { shape } = logits as Tensorflow.Tensor3D;
    // The value is not used: who asks for the loss has it from the host.
    return { value: tensorflow.scalar(0), gradFunc: () => tensorflow.tensor3d(slope, shape) };
  });
  const variables = learned
    ? [...learned].map((name) => network.variables.get(name)!)
    : [...network.trainableVariables];
  const differentiate = () =>
    tensorflow.variableGrads(
      () => criterion(network.forward(inputs, batch.lengths, { training: true, seed, statistics })),
      variables,
    );
  memory?.rewind();
  const { value, grads } = memory ? withStepMemory(memory, differentiate) : differentiate();
  value.dispose();
  return grads;
}

/** Logits of a batch without dropout, batch × frames × classes. */
export async function batchLogits(
  tensorflow: typeof Tensorflow,
  network: TrainableNetwork,
  batch: Batch,
): Promise<{ logits: Float32Array; frames: number; classes: number }> {
  const inputs = inputTensor(tensorflow, network, batch);
  const logits = tensorflow.tidy(() => network.forward(inputs, batch.lengths, { training: false }));
  inputs.dispose();
  const values = (await logits.data()) as Float32Array;
  logits.dispose();
  return { logits: values, ...shapeOf(logits) };
}

function inputTensor(
  tensorflow: typeof Tensorflow,
  network: TrainableNetwork,
  { inputs, size, readings }: Batch,
): Tensorflow.Tensor3D {
  return tensorflow.tensor3d(inputs, [size, readings, network.description.inputs]);
}

function shapeOf({ shape: [, frames, classes] }: Tensorflow.Tensor3D) {
  return { frames, classes };
}
