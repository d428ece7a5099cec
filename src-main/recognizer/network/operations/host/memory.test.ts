import { expect, test } from 'vitest';
import { StepMemory, floats, withStepMemory, zeros } from './memory.ts';

test('arrays of one step do not overlap, and the next step uses the same memory', () => {
  const memory = new StepMemory();
  const step = () =>
    withStepMemory(memory, () => [3, 5_000_000, 17, 1].map((length) => floats(length)));
  const first = step();
  first.forEach((array, index) => array.fill(index));
  first.forEach((array, index) => expect(array.every((value) => value === index)).toBe(true));
  expect(first.map(({ length }) => length)).toEqual([3, 5_000_000, 17, 1]);
  const size = memory.size;
  memory.rewind();
  expect(step().map(({ buffer }) => buffer)).toEqual(first.map(({ buffer }) => buffer));
  expect(memory.size).toBe(size);
});

test('zeros are zero in used memory', () => {
  const memory = new StepMemory();
  withStepMemory(memory, () => floats(100).fill(7));
  memory.rewind();
  expect(withStepMemory(memory, () => zeros(100))).toEqual(new Float32Array(100));
});

test('outside a step arrays are their own', () => {
  expect(floats(4).buffer.byteLength).toBe(16);
  expect(zeros(4).buffer).not.toBe(zeros(4).buffer);
});
