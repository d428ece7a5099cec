import { expect, test } from 'vitest';
import { blendStrokes } from './blend.ts';
import type { HandStroke } from './writer-hand.ts';

const line = (height: number, count: number, last: number): HandStroke => ({
  x: Float64Array.from({ length: count }, (_, i) => i / (count - 1)),
  y: new Float64Array(count).fill(height),
  seconds: Float64Array.from({ length: count }, (_, i) => (last * i) / (count - 1)),
});

test('lies between two samples, in time too, whatever their points', () => {
  const [stroke] = blendStrokes([line(0, 5, 1)], [line(0.2, 9, 2)], 0.5)!;
  expect([...stroke!.y]).toEqual(
    [0.1, 0.1, 0.1, 0.1, 0.1].map((y) => expect.closeTo(y, 9) as number),
  );
  expect([...stroke!.x]).toEqual(
    [0, 0.25, 0.5, 0.75, 1].map((x) => expect.closeTo(x, 9) as number),
  );
  expect(stroke!.seconds!.at(-1)).toBeCloseTo(1.5, 9);
});

test('beyond the samples times still increase', () => {
  const slow = { ...line(0, 4, 3), seconds: Float64Array.of(0, 2, 2.5, 3) };
  const [stroke] = blendStrokes([line(0, 4, 0.3)], [slow], 1.25)!;
  const { seconds } = stroke!;
  for (let i = 1; i < 4; i += 1) expect(seconds![i]!).toBeGreaterThan(seconds![i - 1]!);
});

test('samples of different movements are not mixed', () => {
  expect(blendStrokes([line(0, 5, 1)], [line(0, 5, 1), line(1, 5, 1)], 0.5)).toBeUndefined();
  expect(blendStrokes([line(0, 5, 1)], [line(0.9, 5, 1)], 0.5)).toBeUndefined();
  const { x, y } = line(0, 5, 1);
  expect(blendStrokes([{ x, y }], [line(0, 5, 1)], 0.5)).toBeUndefined();
});
