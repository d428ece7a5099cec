import type { LearningNetwork, RunningNetwork } from '../running-network.ts';
import type { EncoderAnswer, EncoderOrder } from './messages.ts';

type OpenOrder = Extract<EncoderOrder, { kind: 'open' }>;

/** What differs between a process of Node and Electron's hidden window. */
export interface EncoderSurroundings {
  readonly openToRun: (order: OpenOrder) => Promise<RunningNetwork>;
  readonly openToLearn: (order: OpenOrder) => Promise<LearningNetwork>;
  /** Begins to measure; the result tells what the work has cost so far. */
  readonly measure?: () => () => Pick<EncoderAnswer, 'processorMs' | 'peakBytes'>;
}

/** What a place that runs networks does with the orders it gets, one after another. */
export function serveOrders(
  answer: (answer: EncoderAnswer) => void,
  { openToRun, openToLearn, measure = () => () => ({}) }: EncoderSurroundings,
): (message: unknown) => void {
  let opened: OpenOrder | undefined;
  let running: Promise<RunningNetwork> | undefined;
  let learning: Promise<LearningNetwork> | undefined;
  let queue: Promise<void> = Promise.resolve();

  const work = async (order: EncoderOrder): Promise<Float32Array | undefined> => {
    if (order.kind === 'open') {
      opened = order;
      return undefined;
    }
    if (opened === undefined) throw new Error('No network was opened.');
    const { values, lengths, time, pass } = order;
    if (order.kind === 'run' && pass === undefined) {
      running ??= openToRun(opened);
      return (await running).run(values, lengths, time);
    }
    learning ??= openToLearn(opened);
    const network = await learning;
    if (order.kind === 'run') return network.run(values, lengths, time, pass);
    return network.gradients(values, lengths, time, order.slope, pass);
  };
  return (message) => {
    const { id, ...order } = message as EncoderOrder & { id: number };
    queue = queue.then(async () => {
      try {
        const cost = measure();
        const start = performance.now();
        const values = await work(order);
        const milliseconds = performance.now() - start;
        answer({ id, milliseconds, ...cost(), ...(values && { values }) });
      } catch (error) {
        answer({ id, error: error instanceof Error ? error.message : String(error) });
      }
    });
  };
}
