import { expect, test } from 'vitest';
import { tensorMemory, useTensorflow, withoutLeak } from './tensorflow.ts';

test('one backend at a time, started once', async () => {
  const [wasm, again] = await Promise.all([useTensorflow('wasm'), useTensorflow('wasm')]);
  expect(again).toBe(wasm);
  expect(wasm.getBackend()).toBe('wasm');
  expect((await useTensorflow('cpu')).getBackend()).toBe('cpu');
  expect((await useTensorflow('wasm')).getBackend()).toBe('wasm');
});

test('tensors that are left behind are told', async () => {
  const tensorflow = await useTensorflow('cpu');
  await expect(withoutLeak(() => tensorflow.tidy(() => void tensorflow.zeros([3])))).resolves.toBe(
    undefined,
  );
  await expect(withoutLeak(() => tensorflow.zeros([3]))).rejects.toThrow('1 tensors');
  const kept = await withoutLeak(() => tensorflow.zeros([3]), 1);
  expect(tensorMemory().bytes).toBeGreaterThan(0);
  kept.dispose();
});
