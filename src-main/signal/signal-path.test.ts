import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  channelCount,
  channelIndex,
  maskOf,
  type PenSample,
  type SampleWindow,
} from '../contract/sensors.ts';
import { SampleRing } from './sample-ring.ts';
import { findPieces, SignalPath } from './signal-path.ts';
import { Segmenter } from './segmenter.ts';

const withForce = maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'gz', 'force']);
const withoutForce = maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'gz']);

/** 100 Hz readings; `script` lists [milliseconds, writing?]. */
function* performance(mask: number, script: [number, boolean][]): Generator<PenSample> {
  const values = new Float32Array(channelCount);
  let timeMs = 0;
  for (const [duration, writing] of script) {
    for (let elapsed = 0; elapsed < duration; elapsed += 10) {
      values[channelIndex('az')] = 9.8;
      values[channelIndex('gx')] = writing ? Math.sin(timeMs / 25) * 0.6 : 0.004 * Math.sin(timeMs);
      values[channelIndex('ax')] = writing ? Math.sin(timeMs / 20) * 2 : 0.01 * Math.cos(timeMs);
      values[channelIndex('force')] = writing ? 0.8 : 0.02;
      yield { timeMs, mask, values };
      timeMs += 10;
    }
  }
}

test.each([
  ['force', withForce],
  ['motion', withoutForce],
])('finds two words separated by a pause from %s, with margins', (_name, mask) => {
  const pieces = findPieces(
    performance(mask, [
      [1000, false],
      [800, true],
      [200, false],
      [500, true],
      [1500, false],
      [700, true],
      [900, false],
    ]),
  );
  expect(pieces).toHaveLength(2);
  const [first, second] = pieces;
  // Motion is smoothed over 100 ms: it begins and ends a little late.
  expect(Math.abs(first!.startMs - 880)).toBeLessThanOrEqual(60);
  expect(Math.abs(first!.startMs + first!.length * 10 - 2620)).toBeLessThanOrEqual(200);
  expect(Math.abs(second!.startMs - 3880)).toBeLessThanOrEqual(60);
});

test('pieces beside a hole in the stream are marked, others are not', () => {
  const marks: boolean[] = [];
  const path = new SignalPath({
    onSegmentStart: () => undefined,
    onSegmentEnd: (_start, _end, cut) => marks.push(cut),
  });
  const script: [number, boolean][] = [
    [1000, false],
    [800, true],
    [1000, false],
    [1600, true],
    [1000, false],
    [700, true],
    [900, false],
  ];
  for (const sample of performance(withForce, script)) {
    // 0.7 s are missing in the middle of the second word: as much as a pause.
    if (sample.timeMs < 3200 || sample.timeMs >= 3900) path.push(sample);
  }
  path.flush();
  expect(marks).toEqual([false, true, true, false]);
});

test('a hole that is shorter than a pause cuts no word in two; it is named', () => {
  const windows: SampleWindow[] = [];
  const path: SignalPath = new SignalPath({
    onSegmentStart: () => undefined,
    onSegmentEnd: (start, end) => windows.push(path.window(start, end)),
  });
  const script: [number, boolean][] = [
    [1000, false],
    [1600, true],
    [1000, false],
  ];
  for (const sample of performance(withForce, script)) {
    if (sample.timeMs < 1500 || sample.timeMs >= 2000) path.push(sample);
  }
  path.flush();
  expect(windows).toHaveLength(1);
  expect(windows[0]!.holes).toHaveLength(1);
  const [{ from, to }] = windows[0]!.holes as [{ from: number; to: number }];
  expect(to - from).toBe(50);
});

test('a bump is no writing', () => {
  const pieces = findPieces(
    performance(withForce, [
      [1000, false],
      [30, true],
      [1500, false],
    ]),
  );
  expect(pieces).toHaveLength(0);
});

test('a resting level that creeps does not look like contact', () => {
  const values = new Float32Array(channelCount);
  const samples = Array.from({ length: 3000 }, (_, index) => ({ index }));
  function* creeping(): Generator<PenSample> {
    for (const { index } of samples) {
      values[channelIndex('force')] = 0.05 + (index / 3000) * 0.15;
      yield { timeMs: index * 10, mask: withForce, values };
    }
  }
  expect(findPieces(creeping())).toHaveLength(0);
});

test('a force without a known scale works too', () => {
  function* scaled(): Generator<PenSample> {
    for (const sample of performance(withForce, [
      [1000, false],
      [800, true],
      [1500, false],
      [800, true],
      [900, false],
    ])) {
      sample.values[channelIndex('force')] = sample.values[channelIndex('force')]! * 600;
      yield sample;
    }
  }
  expect(findPieces(scaled())).toHaveLength(2);
});

test('an interrupted stream ends the piece', () => {
  const ends: [number, number][] = [];
  const path = new SignalPath({
    onSegmentStart: () => undefined,
    onSegmentEnd: (start, end) => ends.push([start, end]),
  });
  for (const sample of performance(withForce, [[500, true]])) path.push(sample);
  expect(path.writing).toBe(true);
  for (const sample of performance(withForce, [[100, false]])) {
    path.push({ ...sample, timeMs: sample.timeMs + 5000 });
  }
  expect(ends).toEqual([[0, 50]]);
});

test('pieces never overlap, never leave the stream and stay under the limit', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.boolean()), { maxLength: 40 }),
      (runs) => {
        const pieces: [number, number][] = [];
        const segmenter = new Segmenter(
          100,
          {
            onSegmentStart: () => undefined,
            onSegmentEnd: (start, end) => pieces.push([start, end]),
          },
          { pauseMs: 200, marginMs: 50, minimumActivityMs: 20, maximumMs: 1000 },
        );
        let index = 0;
        for (const [length, active] of runs) {
          for (let step = 0; step < length; step += 1) segmenter.push(index++, active);
        }
        segmenter.flush(index);
        let previous = 0;
        for (const [start, end] of pieces) {
          expect(start).toBeGreaterThanOrEqual(previous);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(index);
          expect(end - start).toBeLessThanOrEqual(106);
          previous = end;
        }
      },
    ),
  );
});

test('a piece that has settled is given out as it was said', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.boolean()), { maxLength: 40 }),
      (runs) => {
        let said: readonly [number, number] | undefined;
        const given: (readonly [number, number])[] = [];
        const segmenter = new Segmenter(
          100,
          {
            onSegmentStart: () => undefined,
            onSegmentEnd: (start, end) => given.push([start, end]),
          },
          { pauseMs: 200, marginMs: 50, minimumActivityMs: 20, maximumMs: 1000 },
        );
        let index = 0;
        for (const [length, active] of runs) {
          for (let step = 0; step < length; step += 1) {
            given.length = 0;
            segmenter.push(index++, active);
            if (active) said = undefined;
            else for (const piece of given) expect(piece).toEqual(said);
            const { settled } = segmenter;
            if (settled === undefined) continue;
            expect(settled.end).toBeLessThanOrEqual(index);
            if (said !== undefined) expect([settled.start, settled.end]).toEqual(said);
            said = [settled.start, settled.end];
          }
        }
      },
    ),
  );
});

test('the ring gives back what was put in, across its seam', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(250), fc.nat(250), (count, a, b) => {
      const ring = new SampleRing(64, 100);
      const row = new Float32Array(channelCount);
      for (let index = 0; index < count; index += 1) ring.push(row.fill(index), index * 10);
      const window = ring.window(Math.min(a, b), Math.max(a, b), withForce);
      const first = Math.min(Math.max(Math.min(a, b), ring.start), ring.end);
      for (let index = 0; index < window.length; index += 1) {
        expect(window.values[index * channelCount + 5]).toBe(first + index);
      }
      if (window.length > 0) expect(window.startMs).toBe(first * 10);
    }),
  );
});

test('without force, a pen that stops dead in mid-stroke is at rest at once', () => {
  function* stopping(): Generator<PenSample> {
    let last: PenSample | undefined;
    for (const sample of performance(withoutForce, [
      [500, false],
      [800, true],
    ])) {
      last = sample;
      yield sample;
    }
    const { values, timeMs } = last!;
    // Gravity seems to lie elsewhere from now on; the pen does not move.
    values[channelIndex('ax')] = 7;
    values[channelIndex('gx')] = 0;
    for (let step = 1; step < 110; step += 1) {
      yield { timeMs: timeMs + 10 * step, mask: withoutForce, values };
    }
  }
  const ends: number[] = [];
  const path = new SignalPath({
    onSegmentStart: () => undefined,
    onSegmentEnd: (_start, end) => ends.push(end),
  });
  for (const sample of stopping()) path.push(sample);
  expect(ends).toHaveLength(1);
  expect(ends[0]).toBeLessThanOrEqual(160);
});

test('no margin reaches back over a hole in the stream', () => {
  const pieces: { startMs: number; length: number }[] = [];
  const path = new SignalPath({
    onSegmentStart: () => undefined,
    onSegmentEnd: (start, end) => pieces.push(path.window(start, end)),
  });
  for (const sample of performance(withForce, [[1000, false]])) path.push(sample);
  for (const sample of performance(withForce, [
    [800, true],
    [900, false],
  ])) {
    path.push({ ...sample, timeMs: sample.timeMs + 6000 });
  }
  expect(pieces).toHaveLength(1);
  expect(pieces[0]?.startMs).toBe(6000);
  expect(pieces[0]?.length).toBe(80 + 12);
});

test.each([
  [
    [5, false],
    [53, true],
    [43, true],
    [60, false],
  ],
  [
    [100, true],
    [60, false],
  ],
  [
    [101, true],
    [60, false],
  ],
] as [number, boolean][][])('a cut at the limit leaves no piece without ink: %j', (...runs) => {
  const pieces: [number, number][] = [];
  const activity: boolean[] = [];
  const segmenter = new Segmenter(
    100,
    { onSegmentStart: () => undefined, onSegmentEnd: (start, end) => pieces.push([start, end]) },
    { pauseMs: 200, marginMs: 50, minimumActivityMs: 20, maximumMs: 1000 },
  );
  for (const [length, active] of runs) {
    for (let step = 0; step < length; step += 1) {
      segmenter.push(activity.length, active);
      activity.push(active);
    }
  }
  segmenter.flush(activity.length);
  expect(pieces.length).toBeGreaterThan(0);
  for (const [start, end] of pieces) {
    expect(activity.slice(start, end).filter(Boolean).length).toBeGreaterThanOrEqual(2);
  }
});

test('force of a much smaller scale: pieces are found by motion when force is ignored', () => {
  function* faint(): Generator<PenSample> {
    for (const sample of performance(withForce, [
      [1000, false],
      [800, true],
      [1500, false],
    ])) {
      sample.values[channelIndex('force')] = sample.values[channelIndex('force')]! * 0.01;
      yield sample;
    }
  }
  expect(findPieces(faint())).toHaveLength(0);
  expect(findPieces(faint(), { ignoreForce: true })).toHaveLength(1);
});

test('what was lost within a piece is named, whatever the pace of the pen', () => {
  for (const periodMs of [10, 40]) {
    const windows: SampleWindow[] = [];
    const path: SignalPath = new SignalPath({
      onSegmentStart: () => undefined,
      onSegmentEnd: (start, end) => windows.push(path.window(start, end)),
    });
    const values = new Float32Array(channelCount);
    for (let timeMs = 0; timeMs < 2000; timeMs += periodMs) {
      if (timeMs > 1000 && timeMs < 1200) continue;
      values[channelIndex('force')] = timeMs > 400 && timeMs < 1600 ? 1 : 0;
      path.push({ timeMs, mask: withForce, values });
    }
    path.flush();
    expect(windows).toHaveLength(1);
    const [{ startMs, holes = [] }] = windows as [SampleWindow];
    expect(holes).toHaveLength(1);
    const at = (reading: number) => startMs + 10 * reading;
    expect(Math.abs(at(holes[0]!.from) - 1000)).toBeLessThanOrEqual(periodMs);
    expect(Math.abs(at(holes[0]!.to) - 1200)).toBeLessThanOrEqual(periodMs);
  }
});
