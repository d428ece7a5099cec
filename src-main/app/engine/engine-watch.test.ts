import { expect, test } from 'vitest';
import { EngineWatch } from './engine-watch.ts';

/** An engine that answers at once until it hangs; looked at every 500 ms. */
function watched() {
  let nowMs = 0;
  let waiting: (() => void) | undefined;
  let hangs = false;
  const told: (readonly [string, number])[] = [];
  const tell = (what: string) => () => void told.push([what, nowMs]);
  const watch = new EngineWatch({
    now: () => nowMs,
    ask: () =>
      hangs ? new Promise<void>((resolve) => (waiting = resolve)) : Promise.resolve(undefined),
    onHang: tell('hangs'),
    onAnswer: tell('answers'),
    onDead: tell('dead'),
  });
  const run = async (milliseconds: number, step = 500) => {
    for (const endMs = nowMs + milliseconds; nowMs < endMs;) {
      nowMs += step;
      watch.tick();
      await Promise.resolve();
    }
  };
  return { run, told, hang: () => (hangs = true), answer: () => waiting?.() };
}

test('an engine that answers is left alone', async () => {
  const { run, told } = watched();
  await run(60_000);
  expect(told).toEqual([]);
});

test('one that hangs is noticed within two seconds and given up after ten', async () => {
  const { run, told, hang } = watched();
  await run(5000);
  hang();
  await run(20_000);
  const [[first, hangMs], [second, deadMs]] = told as [[string, number], [string, number]];
  expect([first, second]).toEqual(['hangs', 'dead']);
  expect(hangMs - 5000).toBeLessThanOrEqual(2000);
  expect(deadMs - 5000).toBeLessThanOrEqual(10_500);
});

test('one that was only busy is taken back', async () => {
  const { run, told, hang, answer } = watched();
  hang();
  await run(4000);
  answer();
  await run(500);
  expect(told.map(([what]) => what)).toEqual(['hangs', 'answers']);
});

test('a computer that slept has no hung engine', async () => {
  const { run, told, hang, answer } = watched();
  hang();
  await run(1000);
  await run(3_600_000, 3_600_000);
  answer();
  await run(10_000, 5000);
  expect(told).toEqual([]);
});
