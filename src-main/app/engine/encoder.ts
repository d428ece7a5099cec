import { serveEncoder } from '../../recognizer/encoder/process/serve-encoder.ts';

/** A process that runs networks for the engine: what a driver does to it costs nothing else. */
process.parentPort.once('message', ({ ports: [port] }) => {
  const serve = serveEncoder((answer) => port!.postMessage(answer));
  port!.on('message', ({ data }) => serve(data));
  port!.start();
});
