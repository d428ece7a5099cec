import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HandwritingSample } from '../../contract/handwriting.ts';
import { PackedInk } from './packed-ink.ts';

const line = (timed: boolean, pressed: boolean) =>
  fc.integer({ min: 1, max: 5 }).chain((length) =>
    fc.record({
      x: fc.float32Array({ minLength: length, maxLength: length, noNaN: true }),
      y: fc.float32Array({ minLength: length, maxLength: length, noNaN: true }),
      ...(timed && {
        timesMs: fc
          .array(fc.integer({ min: 1, max: 400 }), { minLength: length, maxLength: length })
          .map((steps) =>
            Float64Array.from(steps, (_, i) => steps.slice(0, i + 1).reduce((a, b) => a + b)),
          ),
      }),
      ...(pressed && {
        pressure: fc.float32Array({ minLength: length, maxLength: length, noNaN: true, min: 0 }),
      }),
    }),
  );
const sample = fc.tuple(fc.boolean(), fc.boolean()).chain(([timed, pressed]) =>
  fc
    .record({
      label: fc.option(fc.string(), { nil: undefined }),
      writer: fc.option(fc.string(), { nil: undefined }),
      gaps: fc.constantFrom('measured', 'guessed', undefined),
      strokes: fc.array(line(timed, pressed), { minLength: 1, maxLength: 4 }),
      air: timed ? fc.array(line(true, false), { maxLength: 2 }) : fc.constant([]),
    })
    .map(({ air, ...rest }) => ({ ...rest, ...(air.length > 0 && { air }) }) as HandwritingSample),
);

test('what was packed comes out as it was, its clock from the first touch', () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 5 }), (samples) => {
      const packed = PackedInk.of(structuredClone(PackedInk.pack(samples).parts));
      expect(packed.length).toBe(samples.length);
      for (const [index, { strokes, air, ...facts }] of samples.entries()) {
        const start = strokes[0]!.timesMs?.[0] ?? 0;
        const later = <T extends { timesMs?: Float64Array }>(one: T) => ({
          ...one,
          ...(one.timesMs && { timesMs: one.timesMs.map((time) => time - start) }),
        });
        expect(packed.label(index)).toBe(facts.label);
        expect(packed.sample(index)).toEqual({
          ...facts,
          strokes: strokes.map(later),
          ...(air && { air: air.map(later) }),
        });
      }
      expect(() => packed.sample(samples.length)).toThrow(RangeError);
    }),
  );
});
