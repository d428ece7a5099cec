import { expect, test } from 'vitest';
import { channelCount } from '../contract/sensors.ts';
import { SampleBatcher } from './sample-batcher.ts';

const row = (value: number) => new Float32Array(channelCount).fill(value);

test('gives out what has come since the last call, once', () => {
  const batcher = new SampleBatcher();
  batcher.push(70, row(1), 3, 'a');
  batcher.push(80, row(2), 3, 'a');
  const [batch, ...others] = batcher.take();
  expect(batch).toMatchObject({ clock: 'a', startMs: 70, count: 2, mask: 3 });
  expect(batch?.values[channelCount]).toBe(2);
  expect(others).toEqual([]);
  expect(batcher.take()).toEqual([]);
});

test('a hole in the time and another clock begin another batch', () => {
  const batcher = new SampleBatcher();
  batcher.push(0, row(1), 1, 'a');
  batcher.push(10, row(2), 1, 'a');
  batcher.push(4010, row(3), 1, 'a');
  batcher.push(0, row(4), 1, 'b');
  const places = batcher.take().map(({ clock, startMs, count }) => [clock, startMs, count]);
  expect(places).toEqual([
    ['a', 0, 2],
    ['a', 4010, 1],
    ['b', 0, 1],
  ]);
});

test('drops the oldest when nobody takes', () => {
  const batcher = new SampleBatcher(3);
  for (let index = 0; index < 5; index += 1) batcher.push(index * 10, row(index), 1, 'a');
  const [batch] = batcher.take();
  expect(batch).toMatchObject({ startMs: 20, count: 3 });
  expect(batch?.values[0]).toBe(2);
});
