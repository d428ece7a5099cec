import { expect, test } from 'vitest';
import { channelCount } from '../contract/sensors.ts';
import { SampleBatcher } from './sample-batcher.ts';

const row = (value: number) => new Float32Array(channelCount).fill(value);

test('gives out what has come since the last call, once', () => {
  const batcher = new SampleBatcher();
  batcher.push(7, row(1), 3);
  batcher.push(8, row(2), 3);
  const batch = batcher.take();
  expect(batch).toMatchObject({ startIndex: 7, count: 2, mask: 3 });
  expect(batch?.values[channelCount]).toBe(2);
  expect(batcher.take()).toBeUndefined();
});

test('drops the oldest when nobody takes', () => {
  const batcher = new SampleBatcher(3);
  for (let index = 0; index < 5; index += 1) batcher.push(index, row(index), 1);
  const batch = batcher.take();
  expect(batch).toMatchObject({ startIndex: 2, count: 3 });
  expect(batch?.values[0]).toBe(2);
});
