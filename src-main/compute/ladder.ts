import type { TensorflowBackend } from './tensorflow.ts';

/** What runs tensors for a rung. */
export type ComputeEngine =
  | {
      readonly library: 'onnxruntime';
      readonly provider: OnnxProvider;
      /** Of LSTM layers. Default `float32`. */
      readonly weightType?: 'int8';
    }
  | {
      readonly library: 'tensorflow';
      readonly backend: TensorflowBackend;
      /** Where matrix products run. Default: the fastest that is found (`matrixProducts`). */
      readonly products?: 'plain';
    };

export type OnnxProvider = 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';

/** One way to run a network. */
export interface Rung {
  readonly id: string;
  /** For people. */
  readonly title: string;
  readonly engine: ComputeEngine;
  /**
   * A driver takes part, which may crash or hang: it gets a process of its own, and is used only after
   * it was seen to work.
   */
  readonly driver: boolean;
  /** npm packages, of which one must be there. */
  readonly packages: readonly string[];
  /** Default: any. */
  readonly platforms?: readonly NodeJS.Platform[];
  /** Time for loading and the first results, ms. Default 30 s. */
  readonly probeLimitMs?: number;
  /** In Electron it runs in a hidden window, which brings what it needs; default: in a process. */
  readonly inElectron?: 'window';
  /** For comparison, or not exact: never chosen for its speed. */
  readonly reserve?: true;
  /** So much may it differ from the reference (`differenceOf`); default `agreement`. */
  readonly tolerance?: number;
}

const tensorflowPackages = ['@tensorflow/tfjs-node-gpu'];
const onnxPackages = ['onnxruntime-node'];

function onnx(id: string, provider: OnnxProvider, title: string): Rung {
  const engine = { library: 'onnxruntime', provider } as const;
  return { id, title, engine, driver: provider !== 'cpu', packages: onnxPackages };
}

const tensorflowCuda: Rung = {
  id: 'tensorflow-cuda',
  title: 'TensorFlow on an NVIDIA GPU (CUDA)',
  engine: { library: 'tensorflow', backend: 'tensorflow' },
  driver: true,
  packages: tensorflowPackages,
  platforms: ['linux', 'win32'],
  // Kernels are compiled for cards that are newer than the library.
  probeLimitMs: 120_000,
};

const plain: Rung = {
  id: 'tensorflow-cpu',
  title: 'TensorFlow.js on the processor',
  engine: { library: 'tensorflow', backend: 'cpu' },
  driver: false,
  packages: ['@tensorflow/tfjs-backend-cpu'],
};

/**
 * Ways to read, GPUs first. The order only decides what is tried first: used is what is right and
 * fastest (`chooseRung`).
 */
export const readingRungs: readonly Rung[] = [
  tensorflowCuda,
  {
    ...onnx('onnx-cuda', 'cuda', 'ONNX Runtime on an NVIDIA GPU (CUDA)'),
    platforms: ['linux', 'win32'],
  },
  { ...onnx('onnx-directml', 'dml', 'ONNX Runtime on DirectML'), platforms: ['win32'] },
  { ...onnx('onnx-coreml', 'coreml', 'ONNX Runtime on Core ML'), platforms: ['darwin'] },
  onnx('onnx-webgpu', 'webgpu', 'ONNX Runtime on a GPU (WebGPU)'),
  onnx('onnx-cpu', 'cpu', 'ONNX Runtime on the processor'),
  {
    ...onnx('onnx-cpu-int8', 'cpu', 'ONNX Runtime on the processor, LSTM weights of 8 bits'),
    engine: { library: 'onnxruntime', provider: 'cpu', weightType: 'int8' },
    reserve: true,
    // What it costs in characters is in docs/inside/performance.md; a wrong graph is off by far more.
    tolerance: 0.05,
  },
  {
    id: 'tensorflow-wasm',
    title: 'TensorFlow.js on WebAssembly',
    engine: { library: 'tensorflow', backend: 'wasm' },
    driver: false,
    packages: ['@tensorflow/tfjs-backend-wasm'],
  },
  plain,
];

/** Those that can be relied on without having been tried. */
export const cpuRungs: readonly Rung[] = readingRungs.filter(
  ({ driver, reserve }) => !driver && reserve !== true,
);

/** Ways to learn, in the same manner. What has a driver computes gradients; weights stay in this process. */
export const learningRungs: readonly Rung[] = [
  tensorflowCuda,
  {
    id: 'webgpu',
    title: 'TensorFlow.js on a GPU (WebGPU)',
    engine: { library: 'tensorflow', backend: 'webgpu' },
    driver: true,
    packages: ['webgpu'],
    inElectron: 'window',
  },
  {
    id: 'tensorflow-native',
    title: 'TensorFlow on the processor',
    engine: { library: 'tensorflow', backend: 'tensorflow' },
    driver: true,
    packages: ['@tensorflow/tfjs-node'],
  },
  {
    id: 'processor',
    title: 'own operations on BLAS or WebAssembly, on all cores',
    engine: { library: 'tensorflow', backend: 'cpu' },
    driver: false,
    packages: ['@tensorflow/tfjs-backend-cpu'],
  },
  {
    ...plain,
    id: 'plain',
    title: 'own operations in plain JavaScript',
    engine: { library: 'tensorflow', backend: 'cpu', products: 'plain' },
    reserve: true,
  },
];

/** What all others must agree with: no native code, no driver, no SIMD. */
export const referenceEngine: ComputeEngine = {
  library: 'tensorflow',
  backend: 'cpu',
  products: 'plain',
};

/** So much may an output differ from the reference, beside the largest value of the reference. */
export const agreement = 1e-3;

/** The largest difference of two outputs beside the largest value of `expected`, at least 1. */
export function differenceOf(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Infinity;
  let largest = 1;
  let worst = 0;
  for (let i = 0; i < expected.length; i += 1) {
    largest = Math.max(largest, Math.abs(expected[i]!));
    const difference = Math.abs(actual[i]! - expected[i]!);
    // A number that is none agrees with nothing.
    if (!(difference <= worst)) worst = Number.isNaN(difference) ? Infinity : difference;
  }
  return worst / largest;
}
