import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { UserError } from '../../contract/alerts.ts';
import { Caller, serve, type Port } from './rpc.ts';

interface Methods {
  double: (value: number) => number;
  fail: () => never;
  wait: () => Promise<void>;
}
interface Events {
  tick: Float32Array;
}

function ports(): [Port, Port, () => void] {
  const { port1, port2 } = new MessageChannel();
  const wrap = (port: typeof port1): Port => ({
    post: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', listener),
  });
  return [wrap(port1), wrap(port2), () => port1.close()];
}

test('calls, errors and notices cross a real message port', async () => {
  const [near, far, close] = ports();
  const methods: Methods = {
    double: (value) => value * 2,
    fail: () => {
      throw new UserError('c', 'message', 'remedy');
    },
    wait: () => new Promise<void>(() => undefined),
  };
  const server = serve<Events>(far, methods);
  let heard: (values: Float32Array) => void = () => undefined;
  const notice = new Promise<Float32Array>((resolve) => (heard = resolve));
  const caller = new Caller<Methods, Events>(near, (_event, payload) => heard(payload));

  expect(await caller.call('double', 21)).toBe(42);
  await expect(caller.call('fail')).rejects.toMatchObject({ code: 'c', remedy: 'remedy' });
  await expect(caller.call('constructor' as 'fail')).rejects.toMatchObject({ code: 'internal' });
  server.notify('tick', Float32Array.of(1, 2));
  expect(await notice).toEqual(Float32Array.of(1, 2));

  const waiting = caller.call('wait');
  caller.abandon({ code: 'gone', message: 'gone', remedy: 'again' });
  await expect(waiting).rejects.toMatchObject({ code: 'gone' });
  await expect(caller.call('double', 1)).rejects.toMatchObject({ code: 'gone' });
  close();
});
