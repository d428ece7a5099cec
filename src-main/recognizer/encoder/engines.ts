import type { RunnableNetwork, RunningNetwork } from './running-network.ts';
import type { ComputeEngine } from '../../compute/ladder.ts';
import { openOnnxSession, type OnnxSession } from '../../compute/onnx-runtime.ts';
import { writeOnnx } from '../network/onnx/write-onnx.ts';

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
