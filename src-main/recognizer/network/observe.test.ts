import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { useTensorflow, withoutLeak } from '../../compute/tensorflow.ts';
import { layerWidths, parseNetwork } from './description.ts';
import { createTrainableNetwork } from './trainable.ts';

test('every layer is shown once, with its true lengths; blocks count as one', async () => {
  await useTensorflow('cpu');
  const description = parseNetwork({
    inputs: 2,
    classes: 3,
    layers: [
      { kind: 'convolution', filters: 4, kernel: 3, stride: 2 },
      {
        kind: 'residual',
        layers: [
          { kind: 'convolution', filters: 4, kernel: 3 },
          { kind: 'activation', function: 'relu' },
        ],
      },
      { kind: 'pooling', size: 3 },
      { kind: 'linear', units: 3 },
    ],
  });
  await withoutLeak(() => {
    const network = createTrainableNetwork(description, { seed: 1 });
    const seen: [number, number[], number[]][] = [];
    const shown: tf.Tensor[] = [];
    tf.tidy(() => {
      const logits = network.forward(tf.ones([2, 13, 2]), Int32Array.of(13, 5), {
        training: false,
        observe: (layer, features, frames) => {
          seen.push([layer, features.shape, [...frames]]);
          shown.push(features);
        },
      });
      expect(shown.at(-1)).toBe(logits);
    });
    expect(seen).toEqual([
      [0, [2, 7, 4], [7, 3]],
      [1, [2, 7, 4], [7, 3]],
      [2, [2, 3, 4], [3, 1]],
      [3, [2, 3, 3], [3, 1]],
    ]);
    expect(layerWidths(description.layers, 2)[1]!.outputs).toBe(4);
    network.dispose();
  });
});
