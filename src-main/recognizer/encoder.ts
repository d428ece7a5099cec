import * as tf from '@tensorflow/tfjs-core';
import { openOnnxSession } from '../compute/onnx-runtime.ts';
import { useTensorflow } from '../compute/tensorflow.ts';
import { UserError } from '../contract/alerts.ts';
import type { ModelPackage } from './model/package.ts';
import { outputLength } from './network/description.ts';
import { writeOnnx } from './network/onnx.ts';
import { createTrainableNetwork } from './network/trainable.ts';

/** From fastest to slowest; all give the same logits to 1e-4. */
export const encoderEngines = ['onnxruntime', 'tensorflow-wasm', 'tensorflow-cpu'] as const;
export type EncoderEngine = (typeof encoderEngines)[number];

export interface Encoded {
  /** frames × classes, row by row. */
  readonly logits: Float32Array;
  readonly frames: number;
  readonly classes: number;
}

/** The narrow interface to inference: normalised samples in, logits out. */
export interface Encoder {
  readonly engine: EncoderEngine;
  /** For people, for example `onnxruntime on the CPU`. */
  readonly description: string;
  /** Why a faster engine is not in use, one entry for each that failed. */
  readonly fallbackReasons: readonly string[];
  /** @param values length × channels, normalised; length 0 gives no frames */
  encode(values: Float32Array, length: number): Promise<Encoded>;
  dispose(): Promise<void>;
}

export interface EncoderOptions {
  /** Only this one; default: the first of `encoderEngines` that works. */
  readonly engine?: EncoderEngine;
  /** Threads of ONNX Runtime; default 1. */
  readonly threads?: number;
}

type Open = (model: ModelPackage, options: EncoderOptions) => Promise<Parts>;
type Parts = Pick<Encoder, 'dispose'> & {
  run(values: Float32Array, length: number): Promise<Float32Array>;
};

/** @throws UserError `encoder` when no engine, or not the one asked for, works */
export async function openEncoder(
  model: ModelPackage,
  options: EncoderOptions = {},
): Promise<Encoder> {
  const candidates = options.engine === undefined ? encoderEngines : [options.engine];
  const fallbackReasons: string[] = [];
  for (const engine of candidates) {
    try {
      const { open, description } = engines[engine];
      const parts = await open(model, options);
      const { network } = model.manifest;
      const encoder: Encoder = {
        engine,
        description,
        fallbackReasons,
        encode: async (values, length) => {
          if (values.length !== length * network.inputs) {
            throw new RangeError(
              `${values.length} values are not ${length} × ${network.inputs} channels`,
            );
          }
          const frames = outputLength(network, length);
          const logits = length === 0 ? new Float32Array(0) : await parts.run(values, length);
          return { logits, frames, classes: network.classes };
        },
        dispose: () => parts.dispose(),
      };
      // An engine that loads but cannot run this network must be found out now, not while writing.
      await encoder.encode(new Float32Array(network.inputs), 1);
      return encoder;
    } catch (error) {
      fallbackReasons.push(`${engine}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new UserError(
    'encoder',
    `The model “${model.manifest.name}” cannot be run: ${fallbackReasons.join('; ')}.`,
    options.engine === undefined
      ? 'Install the program again (npm ci); its inference library may be missing or for another system.'
      : 'Leave the engine out to let the program choose one that works.',
  );
}

const openOnnx: Open = async ({ manifest: { network }, weights }, { threads = 1 }) => {
  const session = await openOnnxSession(writeOnnx(network, weights), { threads });
  return {
    run: async (values, length) => {
      const { logits } = await session.run({
        samples: { shape: [1, length, network.inputs], values },
        lengths: { shape: [1], values: Int32Array.of(length) },
      });
      return logits!.values;
    },
    dispose: () => session.dispose(),
  };
};

function openTensorflow(backend: 'wasm' | 'cpu'): Open {
  return async ({ manifest: { network: description }, weights }) => {
    await useTensorflow(backend);
    const network = createTrainableNetwork(description, { seed: 0, weights });
    return {
      run: async (values, length) => {
        const logits = tf.tidy(() => {
          const samples = tf.tensor3d(values, [1, length, description.inputs]);
          return network.forward(samples, Int32Array.of(length), { training: false });
        });
        const result = Float32Array.from(await logits.data());
        logits.dispose();
        return result;
      },
      dispose: () => {
        network.dispose();
        return Promise.resolve();
      },
    };
  };
}

const engines: Record<EncoderEngine, { open: Open; description: string }> = {
  onnxruntime: { open: openOnnx, description: 'onnxruntime on the CPU' },
  'tensorflow-wasm': { open: openTensorflow('wasm'), description: 'TensorFlow.js on WebAssembly' },
  'tensorflow-cpu': { open: openTensorflow('cpu'), description: 'TensorFlow.js on the CPU' },
};
