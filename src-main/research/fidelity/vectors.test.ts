import fc from 'fast-check';
import { expect, test } from 'vitest';
import { multiply, rotationFromVector } from '../../simulator/rotation.ts';
import { applied, frameWithUp, lengthOf, nearestRotation, transposed, unit } from './vectors.ts';

const angle = fc.double({ min: -2, max: 2, noNaN: true });

test('the nearest rotation of a rotation times a stretch is that rotation', () => {
  fc.assert(
    fc.property(angle, angle, angle, (x, y, z) => {
      const rotation = rotationFromVector(x, y, z);
      const stretch = [1.3, 0.2, 0, 0.2, 0.9, 0.1, 0, 0.1, 0.7];
      const found = nearestRotation(multiply(rotation, stretch));
      for (const [i, entry] of rotation.entries()) expect(found[i]).toBeCloseTo(entry, 9);
    }),
    { numRuns: 50 },
  );
});

test('a frame with a given up turns that direction to z and keeps lengths', () => {
  for (const up of [
    [0, 0, 1],
    [1, 0, 0],
    [-0.6, 0.3, 0.4],
  ] as const) {
    const frame = frameWithUp(up);
    const [x, y, z] = applied(frame, unit(up));
    expect([x, y, z]).toEqual([expect.closeTo(0), expect.closeTo(0), expect.closeTo(1)]);
    expect(lengthOf(applied(frame, [1, 2, 3]))).toBeCloseTo(Math.sqrt(14), 9);
    const identity = multiply(frame, transposed(frame));
    expect(identity.map((value) => Math.round(value * 1e9) / 1e9 + 0)).toEqual([
      1, 0, 0, 0, 1, 0, 0, 0, 1,
    ]);
  }
});
