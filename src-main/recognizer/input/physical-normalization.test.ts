import * as v from 'valibot';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allChannels,
  channelCount,
  channelIndex,
  channelNames,
  maskOf,
  standardGravity,
  type ChannelName,
  type SampleWindow,
} from '../../contract/sensors.ts';
import { normalizationSchema, normalizeWindow } from './normalization.ts';
import { physicalNormalizationSchema } from './physical-normalization.ts';

const physical = v.parse(physicalNormalizationSchema, { kind: 'physical' });

function windowOf(values: Float32Array, mask = allChannels): SampleWindow {
  return { rateHz: 100, mask, length: values.length / channelCount, values, startMs: 0 };
}

/** A window of readings made one by one. */
function made(length: number, of: (index: number) => Partial<Record<ChannelName, number>>) {
  const values = new Float32Array(length * channelCount);
  for (let index = 0; index < length; index++) {
    for (const [name, value] of Object.entries(of(index))) {
      values[index * channelCount + channelIndex(name as ChannelName)] = value;
    }
  }
  return windowOf(values);
}

function columnOf(window: SampleWindow, name: ChannelName): number[] {
  return [...normalizeWindow(window, [name], physical)];
}

/** Every channel moves in its own way about what it shows at rest. */
const writing = made(400, (index) =>
  Object.fromEntries(
    channelNames.map((name, i) => {
      const rest = { a: 5, r: -5, g: 0.02, m: 30, f: 1 }[name[0] as 'a' | 'r' | 'g' | 'm' | 'f'];
      return [name, rest * (1 + 0.1 * i) + Math.sin(index / (3 + i) + i) * 0.3 * (1 + i / 5)];
    }),
  ),
);
const worst = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('accelerometers', () => {
  test('how the pen is held is told in units of gravity, apart from how it moves', () => {
    const wave = (index: number) => 0.5 * Math.sin((2 * Math.PI * 5 * index) / 100);
    const window = made(300, (index) => ({
      ax: 0.6 * standardGravity + wave(index),
      az: -0.8 * standardGravity,
    }));
    const [ax, az] = [columnOf(window, 'ax'), columnOf(window, 'az')];
    const inside = Array.from({ length: 180 }, (_, i) => 60 + i);
    for (const index of inside) {
      expect(az[index]).toBeCloseTo(-0.8, 4);
      expect(ax[index]).toBeCloseTo(0.6 + Math.asinh(wave(index)), 1);
    }
  });

  test('a knock is compressed, its direction kept', () => {
    const window = made(201, (index) => (index === 100 ? { ax: 30, ay: 40 } : { az: 9 }));
    const normalized = normalizeWindow(window, ['ax', 'ay'], physical);
    const [x, y] = [normalized[200]!, normalized[201]!];
    expect(y / x).toBeCloseTo(4 / 3, 3);
    expect(Math.hypot(x, y)).toBeLessThan(5.5);
  });

  test('what has been read stays as it was while the window grows', () => {
    const whole = normalizeWindow(writing, ['ax', 'ay', 'az', 'rz'], physical);
    const soFar = windowOf(writing.values.slice(0, 200 * channelCount));
    const part = normalizeWindow(soFar, ['ax', 'ay', 'az', 'rz'], physical);
    const settled = (200 - 50) * 4;
    expect(worst(part.subarray(0, settled), whole.subarray(0, settled))).toBeLessThan(1e-5);
  });
});

describe('gyroscope', () => {
  const turning = (bias: number) =>
    made(400, (index) => ({ gx: Math.sin(index / 7) * 0.2 + bias, gz: 0.1 * Math.cos(index / 5) }));

  test('bias goes, size stays', () => {
    expect(worst(columnOf(turning(0.1), 'gx'), columnOf(turning(0), 'gx'))).toBeLessThan(1e-4);
    const quick = columnOf(
      made(400, (index) => ({ gx: 2 * Math.sin(index / 7) })),
      'gx',
    );
    expect(Math.max(...quick)).toBeGreaterThan(2 * Math.max(...columnOf(turning(0), 'gx')));
  });

  test('a real turn is not taken for bias', () => {
    const gx = columnOf(
      made(50, (index) => ({ gx: 1 + 0.1 * Math.sin(index) })),
      'gx',
    );
    expect(Math.min(...gx)).toBeGreaterThan(Math.asinh((0.9 - physical.rotationBias) / 0.3) - 0.05);
  });
});

test('magnetometer: the strength of the field does not matter to its direction', () => {
  const at = (strength: number) =>
    made(300, (index) => ({ mx: 0.6 * strength, my: 0.8 * strength, ax: Math.sin(index) }));
  for (const strength of [25, 65, 200]) {
    expect(
      columnOf(at(strength), 'mx')
        .slice(1)
        .every((mx) => Math.abs(mx - 0.6) < 1e-4),
    ).toBe(true);
    expect(columnOf(at(strength), 'my')[150]).toBeCloseTo(0.8, 4);
  }
});

describe('force', () => {
  const pressing = (gain: number, offset: number) =>
    made(300, (index) => ({ force: index % 60 < 20 ? offset : offset + gain }));

  test('gain and offset of the resistor do not matter', () => {
    const force = columnOf(pressing(1, 0), 'force');
    expect(force.every((value) => value === -1 || value === 1)).toBe(true);
    expect(worst(columnOf(pressing(3, 0.3), 'force'), force)).toBeLessThan(1e-5);
  });

  test('pressing all the time is not resting; noise above the paper is not pressing', () => {
    const steady = columnOf(
      made(100, (index) => ({ force: 1 + 0.01 * Math.sin(index) })),
      'force',
    );
    expect(Math.min(...steady)).toBeGreaterThan(0.8);
    const hovering = columnOf(
      made(100, (index) => ({ force: 0.005 * Math.sin(index) })),
      'force',
    );
    expect(Math.max(...hovering)).toBeLessThan(-0.5);
  });
});

test('another mounting turns what the model reads, and changes nothing else', () => {
  // (x, y, z) → (y, z, x), and a turn by a third of a right angle about z
  const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
  const turn = (x: number, y: number, z: number) => [c * y - s * z, s * y + c * z, x] as const;
  const turned = writing.values.slice();
  for (let at = 0; at < turned.length; at += channelCount) {
    for (let first = 0; first < 12; first += 3) {
      const [x, y, z] = [0, 1, 2].map((axis) => writing.values[at + first + axis]!);
      turned.set(turn(x!, y!, z!), at + first);
    }
  }
  const plain = normalizeWindow(writing, channelNames, physical);
  const expected = plain.slice();
  for (let at = 0; at < plain.length; at += channelCount) {
    for (let first = 0; first < 12; first += 3) {
      const [x, y, z] = [0, 1, 2].map((axis) => plain[at + first + axis]!);
      expected.set(turn(x!, y!, z!), at + first);
    }
  }
  expect(worst(normalizeWindow(windowOf(turned), channelNames, physical), expected)).toBeLessThan(
    1e-4,
  );
});

describe('what is not there', () => {
  test('missing channels are 0 and do not change the others of another sensor', () => {
    const channels = ['force', 'ax', 'ay', 'az', 'mx'] as const;
    const all = normalizeWindow(writing, channels, physical);
    const some = normalizeWindow(
      { ...writing, mask: maskOf(['ax', 'ay', 'az']) },
      channels,
      physical,
    );
    for (let index = 0; index < writing.length; index++) {
      expect([some[index * 5], some[index * 5 + 4]]).toEqual([0, 0]);
      expect(some[index * 5 + 2]).toBe(all[index * 5 + 2]);
    }
  });

  test('a pen that lies still is 0', () => {
    const still = made(100, (index) => ({ az: 9.81 + 1e-4 * (index % 2), mx: 30, force: 0.01 }));
    expect(normalizeWindow(still, channelNames, physical).every((value) => value === 0)).toBe(true);
  });

  test('whatever comes in, numbers come out; lost values are held', () => {
    const number = fc.oneof(
      fc.float({ min: -500, max: 500, noNaN: true }),
      fc.constantFrom(NaN, Infinity, -Infinity),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }).chain((length) =>
          fc.array(number, {
            minLength: length * channelCount,
            maxLength: length * channelCount,
          }),
        ),
        fc.integer({ min: 0, max: allChannels }),
        (values, mask) => {
          const window = windowOf(Float32Array.from(values), mask);
          const normalized = normalizeWindow(window, channelNames, physical);
          expect(normalized.length).toBe(values.length);
          expect(normalized.every(Number.isFinite)).toBe(true);
        },
      ),
    );
    const held = made(100, (index) => ({ gx: index === 50 ? NaN : index < 60 ? 0.1 : -0.1 }));
    const gx = columnOf(held, 'gx');
    expect(gx[50]).toBe(gx[49]);
  });
});

test('a recipe may leave the scales out; a model says them', () => {
  expect(v.parse(normalizationSchema, { kind: 'physical', rotation: 0.5 })).toEqual({
    ...physical,
    rotation: 0.5,
  });
  expect(() => v.parse(normalizationSchema, { kind: 'physical', rotation: 0 })).toThrow();
});
