import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignLabels } from './alignment.ts';
import { softmax } from './brute-force.testing.ts';

/** The likeliest path that writes `labels`, by walking all paths. */
function bestPath(logs: Float64Array, frames: number, classes: number, labels: readonly number[]) {
  let best = -Infinity;
  const walk = (frame: number, previous: number, written: number, score: number) => {
    if (frame === frames) {
      if (written === labels.length && score > best) best = score;
      return;
    }
    for (let label = 0; label < classes; label++) {
      const emits = label !== 0 && label !== previous;
      if (emits && labels[written] !== label) continue;
      walk(frame + 1, label, written + (emits ? 1 : 0), score + logs[frame * classes + label]!);
    }
  };
  walk(0, 0, 0, 0);
  return best;
}

const cases = fc
  .record({ frames: fc.integer({ min: 1, max: 7 }), classes: fc.integer({ min: 2, max: 4 }) })
  .chain(({ frames, classes }) =>
    fc.record({
      frames: fc.constant(frames),
      classes: fc.constant(classes),
      logits: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
        minLength: frames * classes,
        maxLength: frames * classes,
      }),
      labels: fc.array(fc.integer({ min: 1, max: classes - 1 }), { maxLength: 5 }),
    }),
  );

test('is the likeliest of all paths, and its runs are that path', () => {
  fc.assert(
    fc.property(cases, ({ frames, classes, logits, labels }) => {
      const logs = softmax(logits, frames, classes).map(Math.log);
      const best = bestPath(logs, frames, classes, labels);
      const alignment = alignLabels(logs, frames, classes, labels);
      if (alignment === undefined) {
        expect(best).toBe(-Infinity);
        return;
      }
      expect(alignment.logProbability).toBeCloseTo(best, 8);
      const path = new Array<number>(frames).fill(0);
      let end = 0;
      for (const [index, label] of labels.entries()) {
        const start = alignment.starts[index]!;
        expect(start).toBeGreaterThanOrEqual(end);
        if (label === labels[index - 1]) expect(start).toBeGreaterThan(end);
        end = alignment.ends[index]!;
        expect(end).toBeGreaterThan(start);
        path.fill(label, start, end);
      }
      const score = path.reduce((sum, label, frame) => sum + logs[frame * classes + label]!, 0);
      expect(score).toBeCloseTo(best, 8);
    }),
  );
});

test('clear frames give their own runs', () => {
  const classesOfFrames = [0, 2, 2, 0, 2, 1, 0];
  const logs = Float64Array.from(
    classesOfFrames.flatMap((label) => [0, 1, 2].map((k) => Math.log(k === label ? 0.98 : 0.01))),
  );
  expect(alignLabels(logs, 7, 3, [2, 2, 1])).toMatchObject({ starts: [1, 4, 5], ends: [3, 5, 6] });
});

test('too few frames, and no frames', () => {
  const logs = new Float64Array(4).fill(Math.log(0.5));
  expect(alignLabels(logs, 2, 2, [1, 1])).toBeUndefined();
  expect(alignLabels(logs, 0, 2, [])).toMatchObject({ starts: [], ends: [] });
});
