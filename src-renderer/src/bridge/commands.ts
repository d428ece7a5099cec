import { UserError } from '$contract/alerts.ts';
import {
  requestChannels,
  type Bridge,
  type RequestName,
  type RequestPayload,
  type RequestValue,
} from '$contract/ipc.ts';
import type { Reply } from '$contract/failure.ts';

export type Commands = {
  readonly [K in RequestName]: (...payload: RequestPayload<K>) => Promise<RequestValue<K>>;
};

/** The requests of the contract as functions that throw what went wrong as a UserError. */
export function commandsOf(bridge: Pick<Bridge, 'requests'>): Commands {
  const command = (name: RequestName) => async (payload: unknown) => {
    const ask = bridge.requests[name] as (payload: unknown) => Promise<Reply<unknown>>;
    const reply = await ask(payload);
    if (reply.ok) return reply.value;
    const { code, message, remedy } = reply.failure;
    throw new UserError(code, message, remedy);
  };
  const names = Object.keys(requestChannels) as RequestName[];
  return Object.fromEntries(names.map((name) => [name, command(name)])) as unknown as Commands;
}
