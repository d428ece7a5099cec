import { openEngine, type LearningNetwork, type RunningNetwork } from '../encoder-engines.ts';
import type { EncoderAnswer, EncoderOrder } from './messages.ts';

/** What the process of an encoder does with the orders it gets, one after another. */
export function serveEncoder(answer: (answer: EncoderAnswer) => void): (message: unknown) => void {
  let opened: Extract<EncoderOrder, { kind: 'open' }> | undefined;
  let running: Promise<RunningNetwork> | undefined;
  let learning: Promise<LearningNetwork> | undefined;
  let queue: Promise<void> = Promise.resolve();

  const work = async (order: EncoderOrder): Promise<Float32Array | undefined> => {
    if (order.kind === 'open') {
      opened = order;
      return undefined;
    }
    if (opened === undefined) throw new Error('No network was opened.');
    if (order.kind === 'run') {
      running ??= openEngine(opened.engine, opened.model);
      return (await running).run(order.values, order.lengths, order.time);
    }
    learning ??= openLearning(opened);
    return (await learning).gradients(order.values, order.lengths, order.time, order.slope);
  };
  return (message) => {
    const { id, ...order } = message as EncoderOrder & { id: number };
    queue = queue.then(async () => {
      try {
        const used = process.cpuUsage();
        const start = performance.now();
        const values = await work(order);
        const milliseconds = performance.now() - start;
        const { user, system } = process.cpuUsage(used);
        const peakBytes = process.resourceUsage().maxRSS * 1024;
        const cost = { milliseconds, processorMs: (user + system) / 1000, peakBytes };
        answer({ id, ...cost, ...(values && { values }) });
      } catch (error) {
        answer({ id, error: error instanceof Error ? error.message : String(error) });
      }
    });
  };
}

async function openLearning({
  engine,
  model,
}: Extract<EncoderOrder, { kind: 'open' }>): Promise<LearningNetwork> {
  if (engine.library !== 'tensorflow') throw new Error('This library cannot learn.');
  const { openTensorflow } = await import('../encoder-tensorflow.ts');
  return openTensorflow(model, engine);
}
