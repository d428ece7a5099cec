import { expect, test } from 'vitest';
import type {
  AdaptationCommand,
  AdaptationMessage,
  AdaptationRequest,
  AdaptationResult,
} from '../../contract/adaptation.ts';
import { UserError } from '../../contract/alerts.ts';
import { serveAdaptation } from './serve-adaptation.ts';
import type { runAdaptation } from './run-adaptation.ts';

const request: AdaptationRequest = { model: 'm', recordings: ['r'], output: 'o' };
const progress = { phase: 'learning', fraction: 0.5, secondsLeft: 3, curve: [] } as const;
const result = { takes: 5, better: false } as AdaptationResult;

function serve(run: typeof runAdaptation) {
  const told: AdaptationMessage[] = [];
  let hear: (command: AdaptationCommand) => void = () => undefined;
  const ended = new Promise<void>((end) => {
    serveAdaptation(
      {
        listen: (listener) => (hear = listener),
        tell: (message) => {
          told.push(message);
          return Promise.resolve();
        },
        end,
      },
      run,
    );
  });
  return { told, ended, send: (command: AdaptationCommand) => hear(command) };
}

test('tells how far it is, then what came out, and ends', async () => {
  const line = serve((_request, options) => {
    options?.onProgress?.(progress);
    return Promise.resolve(result);
  });
  line.send({ kind: 'start', request });
  await line.ended;
  expect(line.told).toEqual([
    { kind: 'progress', progress },
    { kind: 'done', result },
  ]);
});

test('an error for users keeps code and remedy, any other gets them', async () => {
  const known = serve(() => Promise.reject(new UserError('adapt-takes', 'Too few.', 'Write.')));
  known.send({ kind: 'start', request });
  await known.ended;
  expect(known.told).toEqual([
    { kind: 'failed', code: 'adapt-takes', message: 'Too few.', remedy: 'Write.' },
  ]);
  const unknown = serve(() => Promise.reject(new Error('oops')));
  unknown.send({ kind: 'start', request });
  await unknown.ended;
  expect(unknown.told[0]).toMatchObject({ kind: 'failed', code: 'adaptation-failed' });
});

test('cancelled while it runs, or before it has begun', async () => {
  const running = serve(
    (_request, options) =>
      new Promise((_resolve, reject) => {
        options!.signal!.addEventListener('abort', () => reject(options!.signal!.reason as Error));
      }),
  );
  running.send({ kind: 'start', request });
  running.send({ kind: 'cancel' });
  await running.ended;
  expect(running.told).toEqual([{ kind: 'cancelled' }]);
  const early = serve(() => Promise.resolve(result));
  early.send({ kind: 'cancel' });
  await early.ended;
  expect(early.told).toEqual([{ kind: 'cancelled' }]);
});

test('ended with what is best so far', async () => {
  const line = serve((_request, options) => {
    return new Promise((resolve) => {
      options!.finish!.addEventListener('abort', () => resolve(result));
    });
  });
  line.send({ kind: 'start', request });
  line.send({ kind: 'finish' });
  await line.ended;
  expect(line.told).toEqual([{ kind: 'done', result }]);
});
