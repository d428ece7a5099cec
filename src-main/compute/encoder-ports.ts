import type { ProcessPort, StartProcess } from './process-port.ts';

/**
 * Only the main process of Electron can start processes and windows. Engine and adaptation ask it for one
 * that runs networks, and get a port straight to it.
 */
export type EncoderRequest =
  | {
      readonly type: 'start-encoder';
      readonly id: number;
      readonly place: 'process' | 'window';
    }
  | { readonly type: 'kill-encoder'; readonly id: number };

/** The first comes with the port, of which the other end was given to the new process. */
export type EncoderNotice =
  | { readonly type: 'encoder-started'; readonly id: number }
  | { readonly type: 'encoder-ended'; readonly id: number; readonly how: string };

export function isEncoderRequest(message: unknown): message is EncoderRequest {
  const type = (message as { type?: unknown } | undefined)?.type;
  return type === 'start-encoder' || type === 'kill-encoder';
}

export function isEncoderNotice(message: unknown): message is EncoderNotice {
  const type = (message as { type?: unknown } | undefined)?.type;
  return type === 'encoder-started' || type === 'encoder-ended';
}

/** What of Electron's ports is used. */
interface MessageEnd {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  start?(): void;
}

interface Parent {
  postMessage(message: unknown): void;
  on(
    event: 'message',
    listener: (event: { data: unknown; ports: readonly MessageEnd[] }) => void,
  ): unknown;
}

interface Waiting {
  readonly started: (port: MessageEnd) => void;
  readonly failed: (error: Error) => void;
  readonly ended: ((how: string) => void)[];
}

/** The end of who asks. */
export class EncoderPorts {
  readonly #waiting = new Map<number, Waiting>();
  #id = 0;

  constructor(private readonly parent: Parent) {
    parent.on('message', ({ data, ports }) => {
      if (!isEncoderNotice(data)) return;
      const notice = data;
      const waiting = this.#waiting.get(notice.id);
      if (notice.type === 'encoder-started' && ports[0]) waiting?.started(ports[0]);
      if (notice.type !== 'encoder-ended') return;
      this.#waiting.delete(notice.id);
      waiting?.failed(new Error(`its process ${notice.how}`));
      for (const tell of waiting?.ended ?? []) tell(notice.how);
    });
  }

  readonly start: StartProcess = async (place = 'process'): Promise<ProcessPort> => {
    const id = this.#id++;
    const ended: ((how: string) => void)[] = [];
    const end = await new Promise<MessageEnd>((started, failed) => {
      this.#waiting.set(id, { started, failed, ended });
      this.parent.postMessage({ type: 'start-encoder', id, place } satisfies EncoderRequest);
    });
    end.start?.();
    return {
      post: (message) => end.postMessage(message),
      onMessage: (listener) => void end.on('message', ({ data }) => listener(data)),
      onExit: (listener) => void ended.push(listener),
      kill: () => {
        this.parent.postMessage({ type: 'kill-encoder', id } satisfies EncoderRequest);
      },
    };
  };
}
