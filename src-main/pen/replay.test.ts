import { afterEach, expect, test, vi } from 'vitest';
import { ListenerDouble } from '../../test/contract/listener-double.ts';
import { UserError } from '../contract/alerts.ts';
import { ReplayTransport, type ReplayChunk } from './replay.ts';

afterEach(() => vi.useRealTimers());

function chunks(count: number, everyMs: number): ReplayChunk[] {
  return Array.from({ length: count }, (_, i) => ({
    atMs: 5000 + i * everyMs,
    bytes: Uint8Array.of(i & 0xff),
  }));
}

// Sleeps are whole milliseconds: summed up they would be 0.7 ms late each, two seconds in all.
test.each([1, 4])('keeps to the clock over a minute, at ×%d', async (speed) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
  const listener = new ListenerDouble();
  const transport = new ReplayTransport({ title: 'minute', chunks: chunks(2957, 20.3), speed });
  const startMs = performance.now();
  const lateness: number[] = [];
  listener.answer = () => {
    const dueMs = startMs + (20.3 * (listener.chunks.length - 1)) / speed;
    lateness.push(performance.now() - dueMs);
  };
  await transport.open(listener);
  await vi.advanceTimersByTimeAsync(60_010 / speed);
  expect(transport.presence).toBe('ended');
  expect(lateness).toHaveLength(2957);
  expect(Math.max(...lateness)).toBeLessThan(2);
  expect(Math.min(...lateness)).toBeGreaterThan(-1);
  // Arrivals are on the recording's own clock at any speed.
  expect(listener.arrivals.at(-1)! - listener.arrivals[0]!).toBeCloseTo(2956 * 20.3, 6);
});

test('catches up after its listener was busy', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
  const listener = new ListenerDouble();
  listener.answer = () =>
    listener.chunks.length === 3 ? new Promise((resolve) => setTimeout(resolve, 500)) : undefined;
  const transport = new ReplayTransport({ title: 'busy', chunks: chunks(100, 10) });
  await transport.open(listener);
  await vi.advanceTimersByTimeAsync(510);
  expect(listener.chunks).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(100);
  expect(listener.chunks.length).toBeGreaterThanOrEqual(61);
  await vi.advanceTimersByTimeAsync(400);
  expect(transport.presence).toBe('ended');
});

test('is held, goes on where it was, and changes its speed at once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
  const listener = new ListenerDouble();
  const transport = new ReplayTransport({ title: 'held', chunks: chunks(1000, 10) });
  await transport.open(listener);
  await vi.advanceTimersByTimeAsync(1000);
  expect(listener.chunks.length).toBeGreaterThanOrEqual(99);
  transport.control({ paused: true });
  const held = listener.chunks.length;
  expect(transport.playback).toMatchObject({ paused: true, positionMs: 10 * (held - 1) });
  // Longer than it ever sleeps.
  await vi.advanceTimersByTimeAsync(200_000);
  expect(listener.chunks).toHaveLength(held);
  transport.control({ paused: false, speed: 4 });
  await vi.advanceTimersByTimeAsync(1000);
  expect(listener.chunks.length).toBeGreaterThan(held + 390);
  expect(listener.chunks.length).toBeLessThan(held + 410);
  transport.control({ speed: 0.5 });
  const slow = listener.chunks.length;
  await vi.advanceTimersByTimeAsync(1000);
  expect(listener.chunks.length - slow).toBeGreaterThan(45);
  expect(listener.chunks.length - slow).toBeLessThan(55);
  expect(() => transport.control({ speed: 0 })).toThrow(UserError);
  await transport.close();
});

test('begins at a moment: what is before it goes through at once, and is told', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
  const listener = new ListenerDouble();
  const transport = new ReplayTransport({
    title: 'sought',
    chunks: chunks(1000, 10),
    fromMs: 5000,
  });
  const skipped: boolean[] = [];
  listener.answer = () => void skipped.push(transport.playback.skipping);
  await transport.open(listener);
  await vi.advanceTimersByTimeAsync(100);
  expect(skipped.filter(Boolean)).toHaveLength(500);
  expect(listener.chunks.length).toBeGreaterThanOrEqual(509);
  expect(listener.chunks.length).toBeLessThanOrEqual(512);
  await vi.advanceTimersByTimeAsync(5000);
  expect(transport.presence).toBe('ended');
  expect(listener.chunks).toHaveLength(1000);
});

test('as fast as the listener takes it, others still have their turn', async () => {
  const listener = new ListenerDouble();
  const source = function* (): Generator<ReplayChunk> {
    for (let i = 0; ; i++) yield { atMs: i * 1000, bytes: Uint8Array.of(1) };
  };
  const transport = new ReplayTransport({ title: 'endless', chunks: source, speed: Infinity });
  await transport.open(listener);
  await new Promise((resolve) => setTimeout(resolve, 30));
  await transport.close();
  expect(listener.chunks.length).toBeGreaterThan(10);
});

test('a recording that cannot be opened fails the opening', async () => {
  const failure = new UserError('recording-missing', 'There is no such file.', 'Choose another.');
  const listener = new ListenerDouble();
  const missing = new ReplayTransport({
    title: 'missing',
    chunks: () => {
      throw failure;
    },
  });
  await expect(missing.open(listener)).rejects.toBe(failure);
  // eslint-disable-next-line @typescript-eslint/require-await, require-yield
  const broken = async function* (): AsyncGenerator<ReplayChunk> {
    throw new Error('EIO');
  };
  await expect(
    new ReplayTransport({ title: 'broken', chunks: broken }).open(listener),
  ).rejects.toMatchObject({ code: 'pen-source' });
  expect(missing.presence).toBe('closed');
});

test('a recording that breaks off is told, and what came before is kept', async () => {
  const listener = new ListenerDouble();
  const source = function* (): Generator<ReplayChunk> {
    yield* chunks(3, 1);
    throw new Error('unexpected end of file');
  };
  const transport = new ReplayTransport({ title: 'torn.ndjson', chunks: source, speed: Infinity });
  await transport.open(listener);
  await vi.waitUntil(() => transport.presence === 'ended');
  expect(listener.byteLength).toBe(3);
  expect(listener.alerts).toMatchObject([{ code: 'pen-source' }]);
  expect(listener.alerts[0]!.message).toContain('torn.ndjson');
  expect(listener.alerts[0]!.message).toContain('unexpected end of file');
});

test('the source is let go of when it is closed half way', async () => {
  let returned = false;
  const source = function* (): Generator<ReplayChunk> {
    try {
      yield* chunks(1000, 1000);
    } finally {
      returned = true;
    }
  };
  const transport = new ReplayTransport({ title: 'half', chunks: source });
  await transport.open(new ListenerDouble());
  await transport.close();
  expect(returned).toBe(true);
});

test('a clock that is set back or missing does not stop the play', async () => {
  const listener = new ListenerDouble();
  const times = [100, 110, 20, Number.NaN, 30, 121];
  const transport = new ReplayTransport({
    title: 'odd times',
    chunks: times.map((atMs) => ({ atMs, bytes: Uint8Array.of(1) })),
  });
  await transport.open(listener);
  await vi.waitUntil(() => transport.presence === 'ended');
  const steps = listener.arrivals.slice(1).map((at, i) => Math.round(at - listener.arrivals[i]!));
  expect(steps).toEqual([10, 0, 0, 0, 11]);
});

test.each([0, -1, Number.NaN])('a speed of %d is refused', (speed) => {
  expect(() => new ReplayTransport({ title: 'speed', chunks: [], speed })).toThrow(UserError);
});
