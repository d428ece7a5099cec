import * as v from 'valibot';
import type { Reply } from '../contract/failure.ts';
import { UserError } from '../contract/alerts.ts';
import {
  requestChannels,
  type RequestName,
  type RequestPayload,
  type RequestValue,
} from '../contract/ipc.ts';
import { describeIssues } from '../contract/issues.ts';
import { requestSchemas } from '../contract/messages.ts';
import { replyOf } from './failure.ts';

export type RequestHandlers = {
  readonly [K in RequestName]: (
    ...payload: RequestPayload<K>
  ) => RequestValue<K> | Promise<RequestValue<K>>;
};

/** The part of Electron's ipcMain that is needed here. */
export interface RequestSource<Event> {
  handle(channel: string, listener: (event: Event, payload: unknown) => unknown): void;
}

export interface RequestGuards<Event> {
  /** Whether the message comes from the top frame of our own window showing our own page. */
  readonly trusted: (event: Event) => boolean;
  readonly onError: (name: RequestName, error: unknown) => void;
}

/** Answers every channel of the contract; sender and payload are checked before a handler runs. */
export function answerRequests<Event>(
  source: RequestSource<Event>,
  handlers: RequestHandlers,
  { trusted, onError }: RequestGuards<Event>,
): void {
  for (const name of Object.keys(requestChannels) as RequestName[]) {
    source.handle(requestChannels[name], (event, payload): Promise<Reply<unknown>> =>
      replyOf(
        () => {
          if (!trusted(event)) throw refusal(`${name} was asked for by a stranger.`);
          if (!isData(payload))
            throw refusal(`${name} was asked for with something that is no data.`);
          const checked = v.safeParse(requestSchemas[name], payload);
          if (!checked.success) {
            const issue = describeIssues(checked.issues);
            throw refusal(`${name} was asked for with something it does not take: ${issue}.`);
          }
          const handler = handlers[name] as (payload: unknown) => unknown;
          return handler(checked.output);
        },
        (error) => onError(name, error),
      ),
    );
  }
}

/** Schemas read what an object inherits: an error would pass for a writer of that name. */
function isData(payload: unknown): boolean {
  if (typeof payload !== 'object' || payload === null) return typeof payload !== 'function';
  const kind: unknown = Object.getPrototypeOf(payload);
  const plain = kind === Object.prototype || kind === null || Array.isArray(payload);
  return plain && Object.values(payload).every(isData);
}

function refusal(message: string): UserError {
  return new UserError('request-refused', message, 'Correct what was entered and try again.');
}
