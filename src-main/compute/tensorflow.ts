import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { registerGradients } from './gradients.ts';
import { loadNativeTensorflow } from './native-tensorflow.ts';
import { provideWebgpu, releaseWebgpu } from './webgpu.ts';

export type Tensorflow = typeof tf;
/** `tensorflow` is TensorFlow's own library, on CUDA or the processor. */
export type TensorflowBackend = 'wasm' | 'cpu' | 'webgpu' | 'tensorflow';

let ready: { backend: TensorflowBackend; tensorflow: Promise<Tensorflow> } | undefined;

/**
 * TensorFlow.js on one backend. The engine is global to the process: asking for another backend
 * switches it, and tensors made before should be disposed of first.
 *
 * @param backend default `cpu`: our layers run over typed arrays, which it hands out without a copy,
 *   and their products on a BLAS or in WebAssembly of our own (`matrixProducts`)
 */
export function useTensorflow(backend: TensorflowBackend = 'cpu'): Promise<Tensorflow> {
  if (ready?.backend !== backend) ready = { backend, tensorflow: start(backend) };
  return ready.tensorflow;
}

const load: Readonly<Record<TensorflowBackend, () => Promise<unknown>>> = {
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
  wasm: async () => {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const manifest = createRequire(import.meta.url).resolve(
      '@tensorflow/tfjs-backend-wasm/package.json',
    );
    setWasmPaths(join(dirname(manifest), 'dist', '/'));
  },
  webgpu: async () => {
    await provideWebgpu();
    // By a variable: the package is optional, and bundlers must not look for it.
    const name = '@tensorflow/tfjs-backend-webgpu';
    await import(name);
  },
  tensorflow: () => loadNativeTensorflow(),
};

async function start(backend: TensorflowBackend): Promise<Tensorflow> {
  try {
    await load[backend]();
  } catch (error) {
    ready = undefined;
    throw error;
  }
  // Says nothing about other packages and skips the checks for NaN after every kernel.
  tf.enableProdMode();
  if (!(await tf.setBackend(backend))) {
    ready = undefined;
    throw new Error(`TensorFlow.js cannot start its ${backend} backend.`);
  }
  await tf.ready();
  registerGradients();
  return tf;
}

/** Lets go of a GPU that keeps the process from ending; tensors on it are gone. */
export function releaseTensorflow(): void {
  if (ready?.backend !== 'webgpu') return;
  ready = undefined;
  tf.removeBackend('webgpu');
  releaseWebgpu();
}

/** Tensors alive now and their bytes, for tests and for a watch on leaks. */
export function tensorMemory(): { tensors: number; bytes: number } {
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, bytes: numBytes };
}

/**
 * Runs `work` and fails when it left tensors behind.
 *
 * @param kept tensors that `work` is meant to leave; default 0
 */
export async function withoutLeak<Result>(
  work: () => Promise<Result> | Result,
  kept = 0,
): Promise<Result> {
  const before = tensorMemory().tensors;
  const result = await work();
  const left = tensorMemory().tensors - before;
  if (left !== kept) throw new Error(`${left} tensors were left behind, expected ${kept}.`);
  return result;
}
