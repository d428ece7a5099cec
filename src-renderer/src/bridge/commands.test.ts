import { expect, test } from 'vitest';
import { UserError } from '$contract/alerts.ts';
import type { Bridge } from '$contract/ipc.ts';
import { commandsOf } from './commands.ts';

function bridgeWith(answer: (name: string, payload: unknown) => unknown): Pick<Bridge, 'requests'> {
  const requests = new Proxy(
    {},
    {
      get: (_target, name) => (payload: unknown) => Promise.resolve(answer(String(name), payload)),
    },
  );
  return { requests: requests as Bridge['requests'] };
}

test('values come through, failures are thrown with what to do', async () => {
  const commands = commandsOf(
    bridgeWith((name) =>
      name === 'exportText'
        ? { ok: true, value: '/a.txt' }
        : { ok: false, failure: { code: 'c', message: 'm', remedy: 'r' } },
    ),
  );
  expect(await commands.exportText()).toBe('/a.txt');
  const error: unknown = await commands.startRecording().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ code: 'c', message: 'm', remedy: 'r' });
});
