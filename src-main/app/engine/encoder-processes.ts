import {
  app,
  MessageChannelMain,
  utilityProcess,
  type MessagePortMain,
  type UtilityProcess,
} from 'electron';
import { join } from 'node:path';
import { isEncoderRequest, type EncoderNotice } from '../../compute/encoder-ports.ts';
import type { StartProcess } from '../../compute/process-port.ts';
import { openLearningWindow, type LearningWindow } from './learning-window.ts';

/** For the main process itself, where it has no engine: a verb of the terminal runs in it. */
export const startEncoderHere: StartProcess = async () => {
  await app.whenReady();
  const { child, port } = forkEncoder();
  port.start();
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
    onExit: (listener) => void child.once('exit', (code) => listener(`ended with code ${code}`)),
    kill: () => void child.kill(),
  };
};

function forkEncoder(): { readonly child: UtilityProcess; readonly port: MessagePortMain } {
  const child = utilityProcess.fork(join(import.meta.dirname, 'encoder.js'), [], {
    serviceName: 'Quillwave network',
    stdio: 'ignore',
  });
  const { port1, port2 } = new MessageChannelMain();
  child.postMessage('port', [port1]);
  return { child, port: port2 };
}

/** The main process's end: starts processes and windows that run networks for one that asks for them. */
export class EncoderProcesses {
  readonly #children = new Map<number, UtilityProcess>();
  readonly #windows = new Map<number, LearningWindow>();

  /** @param pageUrl of the window that is shown */
  constructor(
    private readonly client: UtilityProcess,
    private readonly pageUrl: string,
  ) {
    client.on('message', (message: unknown) => {
      if (!isEncoderRequest(message)) return;
      const { id } = message;
      if (message.type === 'kill-encoder') {
        this.#children.get(id)?.kill();
        this.#windows.get(id)?.end();
      } else if (message.place === 'window') this.#openWindow(id);
      else this.#start(id);
    });
  }

  /** Who asked is gone: nobody asks for what they compute. */
  close(): void {
    for (const child of this.#children.values()) child.kill();
    for (const window of this.#windows.values()) window.end();
  }

  #openWindow(id: number): void {
    const window = openLearningWindow(this.pageUrl, (how) => {
      this.#windows.delete(id);
      this.#tell({ type: 'encoder-ended', id, how });
    });
    this.#windows.set(id, window);
    this.#tell({ type: 'encoder-started', id }, window.port);
  }

  #start(id: number): void {
    const { child, port } = forkEncoder();
    this.#children.set(id, child);
    child.once('exit', (code) => {
      this.#children.delete(id);
      this.#tell({ type: 'encoder-ended', id, how: `ended with code ${code}` });
    });
    this.#tell({ type: 'encoder-started', id }, port);
  }

  #tell(notice: EncoderNotice, port?: Electron.MessagePortMain): void {
    // One that is just going away has no process any more.
    if (this.client.pid !== undefined) this.client.postMessage(notice, port ? [port] : []);
  }
}
