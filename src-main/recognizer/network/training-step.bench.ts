import * as tf from '@tensorflow/tfjs-core';
import { bench, describe } from 'vitest';
import { findBlas } from '../../compute/blas.ts';
import { useTensorflow } from '../../compute/tensorflow.ts';
import { multiplyInWasm } from '../../compute/wasm-matrix.ts';
import { createHostOperations } from './operations/host/host.ts';
import { portableOperations } from './operations/portable.ts';
import { networks } from './presets.ts';
import { createTrainableNetwork, type TrainableNetwork } from './trainable.ts';

/**
 * Forward, backward and gradients of one batch: 32 samples of 512 × 13.
 * Run with `npx vitest bench src-main/recognizer/network`.
 */
const batch = 32;
const time = 512;
const description = networks.compact({ classes: 11 });
const values = Float32Array.from({ length: batch * time * 13 }, (_, i) => Math.sin(i * i));
const lengths = new Int32Array(batch).fill(time);

function step(network: TrainableNetwork): void {
  tf.tidy(() => {
    const x = tf.tensor3d(values, [batch, time, 13]);
    const { grads } = tf.variableGrads(
      () => tf.sum(network.forward(x, lengths, { training: true, seed: 1 })),
      [...network.trainableVariables],
    );
    for (const gradient of Object.values(grads)) gradient.dataSync();
  });
}

const { blas } = findBlas();
const variants = [
  ...(blas === undefined
    ? []
    : ([
        ['cpu', 'typed arrays and BLAS', createHostOperations(blas.multiply)],
        ['wasm', 'typed arrays and BLAS', createHostOperations(blas.multiply)],
      ] as const)),
  ['cpu', 'typed arrays and products in wasm', createHostOperations(multiplyInWasm)],
  ['wasm', 'composed of TensorFlow.js operations', portableOperations],
] as const;

describe('training step', () => {
  for (const [backend, title, operations] of variants) {
    let network: TrainableNetwork | undefined;
    bench(`${backend}, ${title}`, () => step(network!), {
      time: 0,
      iterations: 8,
      warmupTime: 0,
      warmupIterations: 2,
      setup: async () => {
        await useTensorflow(backend);
        network?.dispose();
        network = createTrainableNetwork(description, { seed: 1, operations });
      },
    });
  }
});
