import { expect, test } from 'vitest';
import { createCounters, type DecoderCounters } from './framing/statistics.ts';
import { StreamHealth } from './stream-health.ts';

/** Looks every 500 ms, after `step` has counted what came meanwhile. */
function watch(health: StreamHealth, counters: DecoderCounters, fromMs: number) {
  let nowMs = fromMs;
  return (seconds: number, step: (counters: DecoderCounters) => void): string[] => {
    let codes: string[] = [];
    for (const endMs = nowMs + seconds * 1000; nowMs < endMs;) {
      nowMs += 500;
      step(counters);
      const alerts = health.judge(nowMs, counters, 9600);
      for (const { remedy } of alerts) expect(remedy).not.toBe('');
      codes = alerts.map(({ code }) => code);
    }
    return codes;
  };
}

function started() {
  const health = new StreamHealth();
  const counters = createCounters();
  health.connected(1000, counters);
  return { health, counters, run: watch(health, counters, 1000) };
}

const good = (counters: DecoderCounters) => {
  counters.bytes += 500;
  counters.frames += 12;
};
const noise = (counters: DecoderCounters) => {
  counters.bytes += 500;
  counters.garbageBytes += 400;
  counters.badFrames += 3;
};
const nothing = () => undefined;

test('a good stream gives no alert', () => {
  const { run } = started();
  expect(run(30, good)).toEqual([]);
});

test('silence is told after three seconds and withdrawn with the first bytes', () => {
  const { run } = started();
  expect(run(2.5, nothing)).toEqual([]);
  expect(run(0.5, nothing)).toEqual(['pen-silent']);
  expect(run(60, nothing)).toEqual(['pen-silent']);
  expect(run(0.5, good)).toEqual([]);
  expect(run(3, nothing)).toEqual(['pen-silent']);
});

test('bytes without frames are told, with the baud rate in the remedy', () => {
  const { run, health, counters } = started();
  expect(run(2.5, noise)).toEqual([]);
  expect(run(0.5, noise)).toEqual(['pen-unreadable']);
  noise(counters);
  expect(health.judge(5000, counters, 9600)[0]!.remedy).toContain('now 9600');
  noise(counters);
  expect(health.judge(5500, counters)[0]!.remedy).not.toContain('baud');
});

test('a good frame withdraws it; a long silence before noise does not count against the pen', () => {
  const { run } = started();
  expect(run(4, noise)).toEqual(['pen-unreadable']);
  expect(run(0.5, good)).toEqual([]);
  expect(run(20, nothing)).toEqual(['pen-silent']);
  expect(run(2.5, noise)).toEqual([]);
  expect(run(1, noise)).toEqual(['pen-unreadable']);
});

test('a greeting of a few bytes is not an unreadable stream', () => {
  const { run } = started();
  run(0.5, (counters) => {
    counters.bytes += 40;
  });
  expect(run(2.5, nothing)).not.toContain('pen-unreadable');
});

test('losses above the share are told, and withdrawn below half of it', () => {
  const lossy = (lost: number) => (counters: DecoderCounters) => {
    good(counters);
    counters.lostFrames += lost;
  };
  const { run } = started();
  // 12 good frames each time: 0.5 lost of 12.5 are 4 %, 1 of 13 are 7.7 %, 0.4 of 12.4 are 3.2 %.
  expect(run(20, lossy(0.5))).toEqual([]);
  expect(run(20, lossy(1))).toEqual(['pen-losses']);
  expect(run(20, lossy(0.4))).toEqual(['pen-losses']);
  expect(run(20, lossy(0.1))).toEqual([]);
});

test('a damaged frame that is missing too counts once', () => {
  const damaged = (share: number) => (counters: DecoderCounters) => {
    good(counters);
    counters.badFrames += 12 * share;
    counters.lostFrames += 12 * share;
  };
  expect(started().run(20, damaged(0.035))).toEqual([]);
  expect(started().run(20, damaged(0.06))).toEqual(['pen-losses']);
});

test('a clock that does not go on is told, and withdrawn when it does', () => {
  const { run } = started();
  const timed = (untimed: number) => (counters: DecoderCounters) => {
    good(counters);
    counters.samples += 50;
    counters.untimedSamples += untimed;
  };
  expect(run(5, timed(0))).toEqual([]);
  expect(run(11, timed(49))).toEqual(['pen-clock']);
  expect(run(11, timed(1))).toEqual([]);
});

test('fewer than 25 samples a second are told; pauses of a fast pen are not', () => {
  const sampled = (samples: number) => (counters: DecoderCounters) => {
    good(counters);
    counters.samples += samples;
  };
  expect(started().run(10, sampled(0.5))).toEqual(['pen-slow']);
  expect(started().run(10, sampled(13))).toEqual([]);
  const { run } = started();
  for (let burst = 0; burst < 5; burst += 1) {
    expect(run(1, sampled(50))).toEqual([]);
    expect(run(5, sampled(0))).toEqual([]);
  }
});

test('a few frames are no share, and frames missed while unplugged no loss of the line', () => {
  const { run, health, counters } = started();
  counters.lostFrames += 5;
  expect(run(1, (c) => void (c.frames += 4))).toEqual([]);
  health.disconnected();
  expect(run(10, nothing)).toEqual([]);
  health.connected(100_000, counters);
  const again = watch(health, counters, 100_000);
  expect(again(1, nothing)).toEqual([]);
  counters.lostFrames += 5000;
  expect(again(10, good)).toEqual([]);
});
