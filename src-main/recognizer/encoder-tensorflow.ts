import * as tf from '@tensorflow/tfjs-core';
import type { ComputeEngine } from '../compute/ladder.ts';
import { multiplyPlain } from '../compute/matrix.ts';
import { releaseTensorflow, useTensorflow } from '../compute/tensorflow.ts';
import type { LearningNetwork, RunnableNetwork } from './encoder-engines.ts';
import { createHostOperations } from './network/operations/host/host.ts';
import { createTrainableNetwork, type TrainableNetwork } from './network/trainable.ts';

/** A network on a backend of TensorFlow.js, of which one process has one at a time. */
export async function openTensorflow(
  { network: description, weights }: RunnableNetwork,
  { backend, products }: Extract<ComputeEngine, { library: 'tensorflow' }>,
): Promise<LearningNetwork> {
  await useTensorflow(backend);
  const network = createTrainableNetwork(description, {
    seed: 0,
    weights,
    ...(products === 'plain' && { operations: createHostOperations(multiplyPlain) }),
  });
  const forward = (values: Float32Array, lengths: Int32Array, time: number) => {
    const samples = tf.tensor3d(values, [lengths.length, time, description.inputs]);
    return network.forward(samples, lengths, { training: false });
  };
  return {
    run: async (values, lengths, time) => {
      const logits = tf.tidy(() => forward(values, lengths, time));
      const result = Float32Array.from(await logits.data());
      logits.dispose();
      return result;
    },
    gradients: async (values, lengths, time, slope) => {
      const { classes } = description;
      const batch = lengths.length;
      const { grads } = tf.tidy(() => {
        const dy = tf.tensor3d(slope, [batch, slope.length / batch / classes, classes]);
        return tf.variableGrads(
          () => tf.sum(tf.mul(forward(values, lengths, time), dy)),
          [...network.trainableVariables],
        );
      });
      return inOneArray(network, grads);
    },
    dispose: () => {
      network.dispose();
      releaseTensorflow();
      return Promise.resolve();
    },
  };
}

async function inOneArray(
  network: TrainableNetwork,
  gradients: Readonly<Record<string, tf.Tensor>>,
): Promise<Float32Array> {
  const { trainableVariables } = network;
  const total = trainableVariables.reduce((sum, { size }) => sum + size, 0);
  const result = new Float32Array(total);
  let at = 0;
  for (const variable of trainableVariables) {
    const gradient = gradients[variable.name]!;
    result.set(await gradient.data<'float32'>(), at);
    at += variable.size;
    gradient.dispose();
  }
  return result;
}
