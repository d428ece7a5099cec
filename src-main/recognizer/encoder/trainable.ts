import * as tf from '@tensorflow/tfjs-core';
import type { LearningNetwork, LearningPass, RunnableNetwork } from './running-network.ts';
import type { NetworkOperations } from '../network/operations/operations.ts';
import { createTrainableNetwork, type TrainableNetwork } from '../network/trainable.ts';

/**
 * A network on the backend of TensorFlow.js in use. Nothing of Node: Electron's hidden window runs it too.
 *
 * @param operations default: the fastest for the backend
 */
export function openTrainable(
  { network: description, weights }: RunnableNetwork,
  operations?: NetworkOperations,
): LearningNetwork {
  const network = createTrainableNetwork(description, {
    seed: 0,
    weights,
    ...(operations && { operations }),
  });
  const { inputs, classes } = description;
  const forward = (
    values: Float32Array,
    lengths: Int32Array,
    time: number,
    pass: LearningPass | undefined,
  ) => {
    const samples = tf.tensor3d(values, [lengths.length, time, inputs]);
    const options = pass && { seed: pass.seed, statistics: pass.statistics };
    return network.forward(samples, lengths, { training: pass !== undefined, ...options });
  };
  return {
    run: async (values, lengths, time, pass) => {
      if (pass?.weights) network.load(pass.weights);
      const logits = withoutMoving(network, () =>
        tf.tidy(() => forward(values, lengths, time, pass)),
      );
      const result = Float32Array.from(await logits.data());
      logits.dispose();
      return result;
    },
    gradients: async (values, lengths, time, slope, pass) => {
      if (pass?.weights) network.load(pass.weights);
      const batch = lengths.length;
      const learned = pass?.learned?.map((name) => network.variables.get(name)!) ?? [
        ...network.trainableVariables,
      ];
      const { grads, value } = tf.tidy(() => {
        const dy = tf.tensor3d(slope, [batch, slope.length / batch / classes, classes]);
        return tf.variableGrads(
          () => tf.sum(tf.mul(forward(values, lengths, time, pass), dy)),
          learned,
        );
      });
      value.dispose();
      const moving = pass ? movingOf(network) : [];
      const tensors = [...learned.map(({ name }) => grads[name]!), ...moving];
      const result = await inOneArray(tensors);
      for (const gradient of Object.values(grads)) gradient.dispose();
      return result;
    },
    dispose: () => {
      network.dispose();
      return Promise.resolve();
    },
  };
}

function movingOf({ variables }: TrainableNetwork): tf.Variable[] {
  return [...variables.values()].filter(({ trainable }) => !trainable);
}

/** Moving statistics take part in a step once, however often the network runs. */
function withoutMoving<Result>(network: TrainableNetwork, work: () => Result): Result {
  const moving = movingOf(network);
  const before = moving.map((variable) => tf.clone(variable));
  const result = work();
  moving.forEach((variable, index) => {
    variable.assign(before[index]!);
    before[index]!.dispose();
  });
  return result;
}

async function inOneArray(tensors: readonly tf.Tensor[]): Promise<Float32Array> {
  const result = new Float32Array(tensors.reduce((sum, { size }) => sum + size, 0));
  let at = 0;
  for (const tensor of tensors) {
    result.set(await tensor.data<'float32'>(), at);
    at += tensor.size;
  }
  return result;
}
