import { openEngine } from '../engines.ts';
import type { EncoderAnswer } from './messages.ts';
import { serveOrders } from './serve.ts';

/** What the process of an encoder does with the orders it gets, one after another. */
export function serveEncoder(answer: (answer: EncoderAnswer) => void): (message: unknown) => void {
  return serveOrders(answer, {
    openToRun: ({ engine, model }) => openEngine(engine, model),
    openToLearn: async ({ engine, model }) => {
      if (engine.library !== 'tensorflow') throw new Error('This library cannot learn.');
      const { openTensorflow } = await import('../tensorflow.ts');
      return openTensorflow(model, engine);
    },
    measure: () => {
      const used = process.cpuUsage();
      return () => {
        const { user, system } = process.cpuUsage(used);
        return {
          processorMs: (user + system) / 1000,
          peakBytes: process.resourceUsage().maxRSS * 1024,
        };
      };
    },
  });
}
