import { expect, test } from 'vitest';
import type { Reply } from '../contract/failure.ts';
import { UserError } from '../contract/alerts.ts';
import { requestChannels, type RequestName } from '../contract/ipc.ts';
import { answerRequests, type RequestHandlers } from './requests.ts';

interface FakeEvent {
  readonly own: boolean;
}
type Listener = (event: FakeEvent, payload: unknown) => unknown;

function harness(handlers: Partial<RequestHandlers> = {}) {
  const listeners = new Map<string, Listener>();
  const calls: { name: string; payload: unknown }[] = [];
  const errors: unknown[] = [];
  const recording = Object.fromEntries(
    Object.keys(requestChannels).map((name) => [
      name,
      (payload: unknown) => void calls.push({ name, payload }),
    ]),
  ) as unknown as RequestHandlers;
  answerRequests<FakeEvent>(
    { handle: (channel, listener) => void listeners.set(channel, listener) },
    { ...recording, ...handlers },
    { trusted: (event) => event.own, onError: (_name, error) => void errors.push(error) },
  );
  const ask = (name: RequestName, payload: unknown, own = true) =>
    listeners.get(requestChannels[name])!({ own }, payload) as Promise<Reply<unknown>>;
  return { ask, calls, errors, listeners };
}

test('answers every channel of the contract', () => {
  expect([...harness().listeners.keys()].sort()).toEqual(Object.values(requestChannels).sort());
});

test('a stranger gets nothing done', async () => {
  const { ask, calls, errors } = harness();
  const reply = await ask('clearText', undefined, false);
  expect(reply).toMatchObject({ ok: false, failure: { code: 'request-refused' } });
  expect(calls).toEqual([]);
  expect(errors).toHaveLength(1);
});

test.each<[RequestName, unknown]>([
  ['connectPen', undefined],
  ['connectPen', { kind: 'serial' }],
  ['connectPen', { kind: 'serial', path: '/dev/a\nb' }],
  ['connectPen', { kind: 'serial', path: '/dev/ttyACM0', baudRate: '9600' }],
  ['connectPen', { kind: 'telepathy' }],
  ['connectPen', { kind: 'simulated', extra: 1 }],
  ['selectModel', '../../etc/passwd'],
  ['deleteRecording', '..'],
  ['deleteRecording', 'a/b'],
  ['exportRecording', ''],
  ['clearText', { anything: true }],
  ['changeSettings', { theme: 'pink' }],
  ['changeSettings', { unknown: 1 }],
  ['changeSettings', { textSize: Number.NaN }],
  ['editText', { note: 'a', from: -1, to: 0, text: 'x' }],
  ['editText', { note: '../a', from: 0, to: 0, text: 'x' }],
  ['openNote', '../../etc/passwd'],
])('%s refuses %j', async (name, payload) => {
  const { ask, calls } = harness();
  expect(await ask(name, payload)).toMatchObject({
    ok: false,
    failure: { code: 'request-refused' },
  });
  expect(calls).toEqual([]);
});

test.each<[RequestName, unknown]>([
  ['connectPen', { kind: 'simulated' }],
  ['connectPen', { kind: 'simulated', text: '', seed: 3 }],
  ['connectPen', { kind: 'serial', path: 'COM3', baudRate: 9600 }],
  ['connectPen', { kind: 'replay', file: '/tmp/ä b.csv', speed: Infinity }],
  ['selectModel', 'pen-digits'],
  ['deleteRecording', '2026-11-23 15.04.05 Simulated pen'],
  ['clearText', undefined],
  ['changeSettings', { theme: 'dark', pauseMs: 800 }],
])('%s takes %j', async (name, payload) => {
  const { ask, calls } = harness();
  expect(await ask(name, payload)).toEqual({ ok: true, value: undefined });
  expect(calls).toEqual([{ name, payload }]);
});

test('errors come back as data, with what to do', async () => {
  const { ask } = harness({
    connectPen: () => {
      throw new UserError('serial-busy', 'The port is in use.', 'Close the other program.');
    },
    startRecording: () => Promise.reject(new TypeError('boom')),
  });
  expect(await ask('connectPen', { kind: 'simulated' })).toEqual({
    ok: false,
    failure: {
      code: 'serial-busy',
      message: 'The port is in use.',
      remedy: 'Close the other program.',
    },
  });
  expect(await ask('startRecording', undefined)).toMatchObject({
    ok: false,
    failure: { code: 'internal', message: 'boom' },
  });
});

test('what is no data is refused, whatever its prototype would offer', async () => {
  const { ask, calls } = harness();
  const date = { id: 'ada', change: new Date() };
  for (const payload of [new Error('Ada'), new Map([['name', 'Ada']]), date]) {
    const reply = await ask('createWriter', payload);
    expect(reply).toMatchObject({ ok: false, failure: { code: 'request-refused' } });
  }
  expect(calls).toEqual([]);
});

test('a refusal names no more of what was sent than a line holds', async () => {
  const { ask } = harness();
  const reply = await ask('selectModel', `\u0000${'secret '.repeat(28)}`);
  expect(reply).toMatchObject({ ok: false });
  expect(JSON.stringify(reply).length).toBeLessThan(400);
});
