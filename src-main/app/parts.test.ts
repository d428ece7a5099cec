import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LiveBatch, StandingAlert } from '../contract/ipc.ts';
import type { LiveSamples } from '../contract/live.ts';
import type { NoteUpdate, NoteWord } from '../contract/notes.ts';
import { StandingAlerts } from './alerts.ts';
import { parseArguments } from './arguments.ts';
import { LiveBatcher } from './live-batcher.ts';
import { Log } from './log.ts';

const folder = mkdtempSync(join(tmpdir(), 'quillwave-app-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('arguments are found among those of Electron', () => {
  const argv = ['electron', '--no-sandbox', '.', '--', '--pen', 'serial:/dev/ttyACM0'];
  expect(parseArguments([...argv, '--model=words', '--writer', 'Ada'])).toEqual({
    pen: { kind: 'serial', path: '/dev/ttyACM0' },
    model: 'words',
    writer: 'Ada',
  });
  expect(parseArguments([...argv, '--profile', 'my-pen']).pen).toMatchObject({ profile: 'my-pen' });
  expect(parseArguments([...argv, '--baud', '9600']).pen).toMatchObject({ baudRate: 9600 });
  expect(parseArguments(['.', '--pen', 'replay:a.ndjson', '--speed=4']).pen).toEqual({
    kind: 'replay',
    file: 'a.ndjson',
    speed: 4,
  });
  expect(parseArguments(['electron', '--inspect=0', '.'])).toEqual({});
  expect(() => parseArguments(['.', '--pen', 'feather'])).toThrow('names no pen');
});

test('one alert stands for each code', () => {
  const seen: (readonly StandingAlert[])[] = [];
  let now = 1;
  const alerts = new StandingAlerts(
    (list) => void seen.push(list),
    () => now++,
  );
  const alert = { code: 'pen-silent', severity: 'warning', message: 'a', remedy: 'b' } as const;
  alerts.raise(alert);
  alerts.raise({ ...alert, message: 'c' });
  expect(alerts.list).toEqual([{ ...alert, message: 'c', since: 1 }]);
  alerts.clear('other');
  expect(seen).toHaveLength(2);
  alerts.clear('pen-silent');
  expect(seen.at(-1)).toEqual([]);
});

test('the log keeps the newest events and begins a new file when one is full', async () => {
  const file = join(folder, 'logs/quillwave.log');
  const log = new Log(file);
  for (let index = 0; index < 250; index++) log.write('information', `event ${index}`);
  log.error('while testing', new Error('boom'));
  await log.flushed();
  expect(log.events).toHaveLength(200);
  expect(readFileSync(file, 'utf8').split('\n')[0]).toContain('information event 0');
  expect(log.events.at(-1)?.text).toContain('boom');
  writeFileSync(file, 'x'.repeat((1 << 20) + 1));
  log.write('warning', 'next');
  await log.flushed();
  expect(readFileSync(file, 'utf8')).toContain('next');
  expect(readFileSync(`${file}.1`, 'utf8')).toContain('xxx');
});

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const word = (id: number): NoteWord => ({
  ...{ id, text: `w${id}`, startMs: 0, endMs: 1, confidence: 1, alternatives: [] },
});
const update = (id: string, change: Partial<NoteUpdate>): NoteUpdate => ({
  ...{ id, source: 'pen', createdAt: 0, changedAt: 0, revision: 0, growing: [] },
  ...change,
});
const insertion = (at: number) => ({ at, removed: [], inserted: [word(at)] });
const samples = (startMs: number): LiveSamples => ({
  clock: '1',
  startMs,
  count: 1,
  mask: 0,
  values: new Float32Array(13),
});

test('what happens within 40 ms goes out as one batch', () => {
  const sent: LiveBatch[] = [];
  const batcher = new LiveBatcher((batch) => void sent.push(batch));
  const piece = { key: '0.1', clock: '0.1', startMs: 0, endMs: 5 };
  batcher.piece(piece);
  batcher.samples(samples(0));
  batcher.piece({ ...piece, endMs: 9 });
  batcher.samples(samples(10));
  vi.advanceTimersByTime(39);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(sent).toHaveLength(1);
  expect(sent[0]!.pieces).toEqual([{ ...piece, endMs: 9 }]);
  expect(sent[0]!.samples?.map((batch) => batch.startMs)).toEqual([0, 10]);
  vi.advanceTimersByTime(1000);
  expect(sent).toHaveLength(1);
});

test('changes of a note go out in order; after another note was opened they are in its words', () => {
  const sent: LiveBatch[] = [];
  const batcher = new LiveBatcher((batch) => void sent.push(batch));
  batcher.note(update('a', { revision: 1, splices: [insertion(0)] }));
  batcher.note(update('a', { revision: 2, splices: [insertion(1)] }));
  batcher.flush();
  expect(sent[0]!.note).toEqual(
    update('a', { revision: 2, splices: [insertion(0), insertion(1)] }),
  );
  batcher.note(update('a', { revision: 3, splices: [insertion(2)] }));
  batcher.note(update('b', { words: [word(7)] }));
  batcher.note(update('b', { revision: 1, splices: [insertion(1)] }));
  batcher.flush();
  expect(sent[1]!.note).toEqual(update('b', { revision: 1, words: [word(7), word(1)] }));
  vi.advanceTimersByTime(1000);
  expect(sent).toHaveLength(2);
});
