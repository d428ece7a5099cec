import { expect, test } from 'vitest';
import {
  allChannels,
  channelCount,
  channelIndex,
  maskOf,
  standardGravity,
  type PenSample,
} from '../../contract/sensors.ts';
import { CalibrationRun } from './calibration-run.ts';
import { directionCount, directionOf } from './directions.ts';
import { fitEllipsoid } from './ellipsoid.ts';

/** Points all over an ellipsoid, with a little noise; `turn` radians from one to the next. */
function pointsOn(
  center: number[],
  radii: number[],
  noise: number,
  { count = 600, turn = 2.399963 } = {},
): Float64Array {
  const points = new Float64Array(3 * count);
  for (let i = 0; i < count; i += 1) {
    const z = 1 - (2 * (i + 0.5)) / count;
    const angle = i * turn;
    const unit = [
      Math.sqrt(1 - z * z) * Math.cos(angle),
      Math.sqrt(1 - z * z) * Math.sin(angle),
      z,
    ];
    for (let axis = 0; axis < 3; axis += 1) {
      points[3 * i + axis] =
        center[axis]! + radii[axis]! * unit[axis]! + noise * Math.sin(i * 7.3 + axis);
    }
  }
  return points;
}

test('an ellipsoid is found again, and half of one too', () => {
  const center = [12, -7, 30];
  const radii = [44, 50, 47];
  const points = pointsOn(center, radii, 0.2);
  for (const part of [points, points.slice(0, (3 * points.length) / 5)]) {
    const fit = fitEllipsoid(part)!;
    for (let axis = 0; axis < 3; axis += 1) {
      expect(fit.center[axis]).toBeCloseTo(center[axis]!, 0);
      expect(fit.radii[axis]).toBeCloseTo(radii[axis]!, 0);
    }
    expect(fit.residual).toBeLessThan(0.01);
  }
  expect(fitEllipsoid(pointsOn([0, 0, 0], [1, 1, 0], 0))).toBeUndefined();
  expect(fitEllipsoid(points.slice(0, 12))).toBeUndefined();
});

test('directions: every one of the 26 is that of its own vector', () => {
  const met = new Set<number | undefined>();
  for (const point of chunks(pointsOn([0, 0, 0], [1, 1, 1], 0, { count: 2000 }))) {
    met.add(directionOf(point[0]!, point[1]!, point[2]!));
  }
  expect(met.size).toBe(directionCount);
  expect(directionOf(0, 0, 0)).toBeUndefined();
});

const bias = { ax: 0.3, ay: -0.2, az: 0.1, gx: 0.01, gy: -0.02, gz: 0.005, mx: 8, my: -5, mz: 12 };

/** A pen with these errors that points somewhere; turning about itself with the rate given. */
function reading(timeMs: number, direction: readonly number[], force: number): PenSample {
  const values = new Float32Array(channelCount);
  for (let axis = 0; axis < 3; axis += 1) {
    values[axis] = 1.02 * standardGravity * direction[axis]!;
    values[3 + axis] = standardGravity * direction[axis]!;
    values[9 + axis] = 45 * direction[(axis + 1) % 3]!;
  }
  for (const [name, value] of Object.entries(bias)) values[channelIndex(name as 'ax')]! += value;
  values[channelIndex('force')] = 0.05 + force + 0.002 * Math.sin(timeMs);
  return { timeMs, mask: allChannels, values };
}

const up = [0, 0, 1] as const;

test('a whole run finds bias, scale and threshold', () => {
  const run = new CalibrationRun(allChannels);
  expect(run.steps).toEqual(['rest', 'turn', 'light', 'firm']);
  expect(run.result()).toBeUndefined();
  run.begin('rest');
  let time = 0;
  for (; time < 1000; time += 10) run.push(reading(time, up, 0));
  expect(run.state.feedback).toMatchObject({ step: 'rest', good: false });
  for (; time < 2500; time += 10) run.push(reading(time, up, 0));
  expect(run.state).toMatchObject({ done: ['rest'], feedback: { good: true, fraction: 1 } });

  run.begin('turn');
  for (const direction of chunks(pointsOn([0, 0, 0], [1, 1, 1], 0, { count: 2500, turn: 0.03 }))) {
    run.push(reading((time += 20), direction, 0));
  }
  expect(run.state.feedback).toMatchObject({ step: 'turn', good: true });

  run.begin('light');
  for (let i = 0; i < 200; i += 1) run.push(reading((time += 10), up, 0.2));
  run.begin('firm');
  for (let i = 0; i < 200; i += 1) run.push(reading((time += 10), up, 0.21));
  expect(run.state.feedback).toMatchObject({ step: 'firm', good: false });
  // What was pressed too lightly at first does not stay in the way.
  for (let i = 0; i < 200; i += 1) run.push(reading((time += 10), up, 1.5));
  expect(run.state.done).toEqual(['rest', 'turn', 'light', 'firm']);
  expect(run.state.findings).toHaveLength(6);

  const result = run.result()!;
  for (const [name, value] of Object.entries(bias)) {
    expect(result.bias[channelIndex(name as 'ax')]).toBeCloseTo(
      value,
      name.startsWith('m') ? 0 : 2,
    );
  }
  expect(result.scale[channelIndex('ax')]).toBeCloseTo(1 / 1.02, 3);
  expect(result.scale[channelIndex('gx')]).toBe(1);
  expect(result.forceThreshold).toBeCloseTo(0.1, 2);
});

test('a light hand that is as firm as the firm one has the firm one shown again', () => {
  const run = new CalibrationRun(allChannels);
  let time = 0;
  const press = (step: 'light' | 'firm', force: number) => {
    run.begin(step);
    for (let i = 0; i < 200; i += 1) run.push(reading((time += 10), up, force));
    return run.state.done;
  };
  expect(press('firm', 1)).toEqual(['firm']);
  expect(press('light', 0.5)).toEqual(['light', 'firm']);
  expect(press('light', 0.95)).toEqual(['light']);
  expect(press('firm', 1.5)).toEqual(['light', 'firm']);
});

test('a pen that is moved is not at rest, and says so', () => {
  const run = new CalibrationRun(allChannels);
  run.begin('rest');
  for (let time = 0; time < 6000; time += 10) {
    const sway = Math.sin(time / 200);
    run.push(reading(time, [0.3 * sway, 0, Math.sqrt(1 - 0.09 * sway * sway)], 0));
  }
  expect(run.state.feedback!.good).toBe(false);
  expect(run.state.feedback!.message).toContain('lay it on the table');
});

test('shaking is no turning, and one side is not every side', () => {
  const run = new CalibrationRun(allChannels);
  run.begin('turn');
  for (let i = 0; i < 500; i += 1) {
    const tilt = 0.4 * Math.sin(i / 40);
    run.push(reading(i * 20, [Math.sin(tilt), 0, Math.cos(tilt)], 0));
  }
  expect(run.state.feedback!.fraction).toBeLessThan(0.5);
  for (let i = 500; i < 900; i += 1) run.push(reading(i * 20, i % 2 === 0 ? up : [1, 0, 0], 0));
  expect(run.state.feedback!.message).toContain('slowly');
  expect(run.state.done).toEqual([]);
});

test('a pen without a force sensor takes no steps that need one', () => {
  expect(new CalibrationRun(maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'gz'])).steps).toEqual([
    'rest',
    'turn',
  ]);
});

function chunks(points: Float64Array): number[][] {
  return Array.from({ length: points.length / 3 }, (_, i) => [
    ...points.subarray(3 * i, 3 * i + 3),
  ]);
}
