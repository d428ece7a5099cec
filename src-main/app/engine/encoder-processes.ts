import { MessageChannelMain, utilityProcess, type UtilityProcess } from 'electron';
import { join } from 'node:path';
import { isEncoderRequest, type EncoderNotice } from './encoder-ports.ts';

/** The main process's end: starts processes that run networks for the engine, which asks for them. */
export class EncoderProcesses {
  readonly #children = new Map<number, UtilityProcess>();

  constructor(private readonly engine: UtilityProcess) {
    engine.on('message', (message: unknown) => {
      if (!isEncoderRequest(message)) return;
      if (message.type === 'start-encoder') this.#start(message.id);
      else this.#children.get(message.id)?.kill();
    });
  }

  /** The engine is gone: nobody asks for what they compute. */
  close(): void {
    for (const child of this.#children.values()) child.kill();
  }

  #start(id: number): void {
    const child = utilityProcess.fork(join(import.meta.dirname, 'encoder.js'), [], {
      serviceName: 'Quillwave network',
      stdio: 'ignore',
    });
    this.#children.set(id, child);
    const { port1, port2 } = new MessageChannelMain();
    child.postMessage('port', [port1]);
    child.once('exit', (code) => {
      this.#children.delete(id);
      this.#tell({ type: 'encoder-ended', id, how: `ended with code ${code}` });
    });
    this.#tell({ type: 'encoder-started', id }, port2);
  }

  #tell(notice: EncoderNotice, port?: Electron.MessagePortMain): void {
    // An engine that is just going away has no process any more.
    if (this.engine.pid !== undefined) this.engine.postMessage(notice, port ? [port] : []);
  }
}
