import { isMainThread } from 'node:worker_threads';
import { EncoderPorts, isEncoderNotice } from '../../compute/encoder-ports.ts';
import type { AdaptationCommand, AdaptationMessage } from '../../contract/adaptation.ts';
import { runAdaptation } from './run-adaptation.ts';
import { serveAdaptation } from './serve-adaptation.ts';

/*
 * Entry of the process that learns: `child_process.fork` and Electron's utility process alike. It is
 * told what to do by one message, tells of its progress by messages, and ends by itself.
 */

type ParentPort = ConstructorParameters<typeof EncoderPorts>[0];
const { parentPort } = process as { readonly parentPort?: ParentPort };
// In Electron places for a GPU are asked of the main process.
const ports = parentPort && isMainThread ? new EncoderPorts(parentPort) : undefined;

// A bundle has its threads run this very file.
if (isMainThread)
  serveAdaptation(
    {
      listen: (hear) => {
        if (parentPort) {
          parentPort.on('message', ({ data }) => {
            if (!isEncoderNotice(data)) hear(data as AdaptationCommand);
          });
        } else process.on('message', (message) => hear(message as AdaptationCommand));
        // Whoever asked is gone: nobody would hear the result.
        process.on('disconnect', () => process.exit(1));
      },
      tell: (message: AdaptationMessage) =>
        new Promise((resolve) => {
          if (parentPort) {
            parentPort.postMessage(message);
            // It has no way to say that the message has gone out.
            setTimeout(resolve, 100);
          } else process.send?.(message, () => resolve());
        }),
      end: () => process.exit(0),
    },
    (request, options) =>
      runAdaptation(request, { ...options, ...(ports && { startProcess: ports.start }) }),
  );
