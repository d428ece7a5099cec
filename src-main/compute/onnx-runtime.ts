import type * as OnnxRuntime from 'onnxruntime-node';
import type { OnnxProvider } from './ladder.ts';
import { switchOffOnnxTelemetry } from './onnx-telemetry.ts';

export type OnnxInput =
  | { readonly shape: readonly number[]; readonly values: Float32Array }
  | { readonly shape: readonly number[]; readonly values: Int32Array };

export interface OnnxOutput {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface OnnxSession {
  run(inputs: Readonly<Record<string, OnnxInput>>): Promise<Readonly<Record<string, OnnxOutput>>>;
  dispose(): Promise<void>;
}

export interface OnnxSessionOptions {
  /** Threads inside one operator; default 1: the networks are small, and other work wants cores. */
  readonly threads?: number;
  /** Default `cpu`. What a GPU has no kernel for runs on the processor all the same. */
  readonly provider?: OnnxProvider;
}

/**
 * The library itself, with its telemetry switched off: nobody else may import it.
 * @throws what the system says where its binary does not load; callers fall back then
 */
export async function loadOnnxRuntime(): Promise<typeof OnnxRuntime> {
  switchOffOnnxTelemetry();
  return import('onnxruntime-node');
}

/**
 * A model on ONNX Runtime.
 *
 * @param bytes an ONNX file
 * @throws what ONNX Runtime says when it does not load or refuses the model
 */
export async function openOnnxSession(
  bytes: Uint8Array,
  { threads = 1, provider = 'cpu' }: OnnxSessionOptions = {},
): Promise<OnnxSession> {
  const ort = await loadOnnxRuntime();
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  return {
    run: async (inputs) => {
      const feeds = Object.entries(inputs).map(([name, { shape, values }]) => [
        name,
        values instanceof Float32Array
          ? new ort.Tensor('float32', values, [...shape])
          : new ort.Tensor('int32', values, [...shape]),
      ]);
      const results = await session.run(
        Object.fromEntries(feeds) as OnnxRuntime.InferenceSession.FeedsType,
      );
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [
          name,
          { shape: tensor.dims, values: tensor.data as Float32Array },
        ]),
      );
    },
    dispose: () => session.release(),
  };
}
