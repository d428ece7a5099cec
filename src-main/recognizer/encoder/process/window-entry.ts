import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu';
import { registerGradients } from '../../../compute/gradients.ts';
import { openTrainable } from '../trainable.ts';
import { serveOrders } from './serve.ts';

/*
 * A place that runs networks in a hidden window of Electron, on the WebGPU of Chromium. It knows nothing
 * but what comes through its port, which the preload hands on.
 */

interface Port {
  postMessage(message: unknown, transfer: readonly unknown[]): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

interface Page {
  addEventListener(
    type: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly Port[] }) => void,
  ): void;
  close(): void;
}

/** What of the backend is used. */
interface WebgpuBackend {
  readonly device?: { readonly lost: Promise<unknown> };
}

const page = globalThis as unknown as Page;
let ready: Promise<void> | undefined;

async function start(): Promise<void> {
  tf.enableProdMode();
  const works = await tf.setBackend('webgpu').catch(() => false);
  if (!works) throw new Error('Chromium offers no GPU to WebGPU');
  await tf.ready();
  registerGradients();
  const { device } = tf.backend() as WebgpuBackend;
  // Whoever waits is told by the end of the window.
  void device?.lost.then(() => page.close());
}

page.addEventListener('message', ({ data, ports: [port] }) => {
  if (data !== 'port' || port === undefined) return;
  const open = async ({
    model,
  }: Parameters<Parameters<typeof serveOrders>[1]['openToLearn']>[0]) => {
    await (ready ??= start());
    return openTrainable(model);
  };
  const serve = serveOrders(
    // Electron takes no buffers along to another process: they are copied.
    (answer) => port.postMessage(answer, []),
    { openToRun: open, openToLearn: open },
  );
  port.onmessage = (event) => serve(event.data);
});
