import { EncoderPorts } from '../../compute/encoder-ports.ts';
import { createEngine, type EngineMethods } from './engine.ts';
import type { EngineEvents } from '../../contract/live.ts';
import { serve, type Port } from './rpc.ts';

const { parentPort } = process;
const port: Port = {
  post: (message) => parentPort.postMessage(message),
  onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
};
const methods: EngineMethods = createEngine(
  (event, payload) => server.notify(event, payload),
  new EncoderPorts(parentPort).start,
);
const server = serve<EngineEvents>(port, methods);

// Ctrl+C in a terminal reaches every process at once: the recording is closed here, whatever
// becomes of the main process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void methods.close().finally(() => process.exit()));
}
