import type { ComputeEngine } from '../../compute/ladder.ts';
import { openOnnxSession, type OnnxSession } from '../../compute/onnx-runtime.ts';
import type { NetworkDescription } from '../network/description.ts';
import { writeOnnx } from '../network/onnx/write-onnx.ts';
import type { NamedTensors } from '../network/weights.ts';

/** A network and its weights: all that running it takes. */
export interface RunnableNetwork {
  readonly network: NetworkDescription;
  readonly weights: NamedTensors;
}

/** A network that runs somewhere. */
export interface RunningNetwork {
  /**
   * @param values batch × time × inputs
   * @param lengths true lengths, one for each of the batch, from 1 to `time`
   * @returns batch × frames × classes
   */
  run(values: Float32Array, lengths: Int32Array, time: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** One of the two passes of a training step: without it the network runs as it reads. */
export interface LearningPass {
  /** All of them, where they have changed since the last pass. */
  readonly weights?: NamedTensors;
  /** Decides dropout. */
  readonly seed: number;
  /** What batch normalisation goes by (`ForwardOptions.statistics`). */
  readonly statistics: 'batch' | 'moving';
  /** Names of the weights whose gradients are wanted. Default: all that can be learned. */
  readonly learned?: readonly string[];
}

/** A network that can also learn. */
export interface LearningNetwork extends RunningNetwork {
  /** As `RunningNetwork.run`; moving statistics stay as they are. */
  run(
    values: Float32Array,
    lengths: Int32Array,
    time: number,
    pass?: LearningPass,
  ): Promise<Float32Array>;
  /**
   * Gradients of Σ (logits · slope) by the weights that are learned, one after another; in a training
   * step then the new values of those that are not (moving statistics).
   */
  gradients(
    values: Float32Array,
    lengths: Int32Array,
    time: number,
    slope: Float32Array,
    pass?: LearningPass,
  ): Promise<Float32Array>;
}

/** @throws what the library says when it does not load, finds no device or refuses the network */
export async function openEngine(
  engine: ComputeEngine,
  model: RunnableNetwork,
  threads = 1,
): Promise<RunningNetwork> {
  if (engine.library === 'onnxruntime') {
    return openOnnx(model, engine, threads);
  }
  // A library that most processes never need.
  const { openTensorflow } = await import('./tensorflow.ts');
  return openTensorflow(model, engine);
}

async function openOnnx(
  { network, weights }: RunnableNetwork,
  { provider, weightType }: Extract<ComputeEngine, { library: 'onnxruntime' }>,
  threads: number,
): Promise<RunningNetwork> {
  if (weightType === 'int8' && !network.layers.some(({ kind }) => kind === 'bidirectional-lstm')) {
    throw new Error('the network has no LSTM layers, whose weights alone are made smaller');
  }
  const open = (whole: boolean) =>
    openOnnxSession(
      writeOnnx(network, weights, {
        whole,
        rows: provider === 'cpu',
        ...(weightType && { weightType }),
      }),
      { provider, threads },
    );
  const whole = await open(true);
  /** For batches of windows of several lengths, which live reading never has. */
  let padded: Promise<OnnxSession> | undefined;
  return {
    run: async (values, lengths, time) => {
      const samples = { shape: [lengths.length, time, network.inputs], values };
      if (lengths.every((length) => length === time))
        return (await whole.run({ samples }))['logits']!.values;
      padded ??= open(false);
      const { logits } = await (
        await padded
      ).run({
        samples,
        lengths: { shape: [lengths.length], values: lengths },
      });
      return logits!.values;
    },
    dispose: async () => {
      await whole.dispose();
      await (await padded)?.dispose();
    },
  };
}
