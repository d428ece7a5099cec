import { expect, test } from 'vitest';
import { ForceScale } from './force-scale.ts';

test('one reading beyond the range is a lost decimal point, two are another unit', () => {
  const scale = new ForceScale(1);
  expect(scale.judge(0.9)).toEqual({ raw: 0.9 });
  expect(scale.judge(998)).toEqual({ raw: 0.9 });
  expect(scale.judge(0.8)).toEqual({ raw: 0.8 });
  expect(scale.judge(500)).toEqual({ raw: 0.8 });
  expect(scale.judge(600)).toEqual({ raw: 600, largest: 500 });
  expect(scale.judge(700)).toEqual({ raw: 700 });
});

test('damage twice in a row is found out by fractions that counts do not have', () => {
  const scale = new ForceScale(1);
  scale.judge(998);
  expect(scale.judge(998).largest).toBe(998);
  const changes = Array.from({ length: 600 }, (_, i) => scale.judge(0.5 + (i % 7) / 10).largest);
  expect(changes.filter((largest) => largest !== undefined)).toEqual([30]);
});

test('counts of a pen that rests stay counts, and NaN changes nothing', () => {
  const scale = new ForceScale(1);
  scale.judge(400);
  scale.judge(400);
  for (let i = 0; i < 3000; i += 1) expect(scale.judge(i % 5).largest).toBeUndefined();
  expect(scale.judge(Number.NaN).largest).toBeUndefined();
  expect(scale.judge(512)).toEqual({ raw: 512 });
});
