import type { Failure } from '../../contract/failure.ts';
import { replyOf, toError } from '../failure.ts';

/** One end of a connection between two processes that trust each other. */
export interface Port {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

type Method = (payload: never) => unknown;

interface Call {
  readonly type: 'call';
  readonly id: number;
  readonly method: string;
  readonly payload: unknown;
}

interface Answer {
  readonly type: 'answer';
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: Failure;
}

interface Notice {
  readonly type: 'notice';
  readonly event: string;
  readonly payload: unknown;
}

/** Answers calls on `port`; `notify` tells the other end something without being asked. */
export function serve<Events extends object>(
  port: Port,
  methods: object,
): { notify<K extends keyof Events & string>(event: K, payload: Events[K]): void } {
  const table = methods as Record<string, Method>;
  port.onMessage((message) => {
    // Other things go the same way: processes for networks are asked for there.
    if ((message as { type?: unknown }).type !== 'call') return;
    const call = message as Call;
    void replyOf(
      () => {
        const method = Object.hasOwn(table, call.method) ? table[call.method] : undefined;
        if (method === undefined) throw new Error(`There is no ${call.method}.`);
        return method(call.payload as never);
      },
      () => undefined,
    ).then((reply) => {
      const body = reply.ok ? { value: reply.value } : { failure: reply.failure };
      port.post({ type: 'answer', id: call.id, ...body } satisfies Answer);
    });
  });
  return {
    notify: (event, payload) => port.post({ type: 'notice', event, payload } satisfies Notice),
  };
}

/** The calling end. */
export class Caller<Methods extends object, Events extends object> {
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  #id = 0;
  #gone: Failure | undefined;

  constructor(
    private readonly port: Port,
    onNotice: <K extends keyof Events>(event: K, payload: Events[K]) => void,
  ) {
    port.onMessage((message) => {
      const heard = message as Answer | Notice | { readonly type: 'other' };
      if (heard.type === 'notice') {
        onNotice(heard.event as keyof Events, heard.payload as Events[keyof Events]);
        return;
      }
      if (heard.type !== 'answer') return;
      const waiting = this.#waiting.get(heard.id);
      this.#waiting.delete(heard.id);
      if (heard.failure === undefined) waiting?.resolve(heard.value);
      else waiting?.reject(toError(heard.failure));
    });
  }

  call<K extends keyof Methods & string>(
    method: K,
    ...payload: Methods[K] extends (...given: infer P) => unknown ? P : never
  ): Promise<Methods[K] extends (...given: never) => infer R ? Awaited<R> : never> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== undefined) {
        reject(toError(this.#gone));
        return;
      }
      const id = this.#id++;
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.port.post({ type: 'call', id, method, payload: payload[0] } satisfies Call);
    });
  }

  /** The other end is gone: whoever waits is told why. */
  abandon(failure: Failure): void {
    this.#gone = failure;
    for (const { reject } of this.#waiting.values()) reject(toError(failure));
    this.#waiting.clear();
  }
}
