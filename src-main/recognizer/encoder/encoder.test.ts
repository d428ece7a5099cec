import { afterEach, expect, test, vi } from 'vitest';
import { openEncoder } from './open-encoder.ts';
import { UserError } from '../../contract/alerts.ts';
import { cpuRungs } from '../../compute/ladder.ts';
import { parseManifest } from '../model/manifest.ts';
import type { ModelPackage } from '../model/package.ts';
import { downSamplingOf } from '../network/description.ts';
import { initialWeights } from '../network/initialize.ts';
import { networks } from '../network/presets.ts';

const network = networks.compact({ classes: 4, inputs: 2 });
const model: ModelPackage = {
  folder: 'none',
  weights: initialWeights(network, 5),
  manifest: parseManifest(
    {
      format: 'quillwave-model',
      formatVersion: 1,
      name: 'compact',
      title: 'Compact',
      rateHz: 100,
      channels: ['ax', 'ay'],
      alphabet: ['a', 'b', 'c'],
      normalization: { kind: 'recording' },
      network,
      downSampling: downSamplingOf(network),
      weights: { file: 'weights.bin', bytes: 4, sha256: '0'.repeat(64) },
    },
    'test',
  ),
};

afterEach(() => {
  vi.doUnmock('onnxruntime-node');
  vi.resetModules();
});

test('every rung without a driver gives the same logits', async () => {
  const length = 57;
  const values = Float32Array.from({ length: length * 2 }, (_, i) => Math.sin(i * i));
  const results = [];
  for (const { id } of cpuRungs) {
    const encoder = await openEncoder(model, { rungs: [id] });
    expect(encoder.engine).toBe(id);
    results.push(await encoder.encode(values, length));
    expect((await encoder.encode(new Float32Array(0), 0)).frames).toBe(0);
    await expect(encoder.encode(values, length - 1)).rejects.toThrow(RangeError);
    await encoder.dispose();
  }
  const [first, ...others] = results;
  expect(first).toMatchObject({ frames: 15, classes: 4 });
  expect(first!.logits.length).toBe(60);
  for (const { logits } of others) {
    logits.forEach((value, i) => expect(Math.abs(value - first!.logits[i]!)).toBeLessThan(1e-4));
  }
});

test('chooses ONNX Runtime and gives no reason', async () => {
  const encoder = await openEncoder(model);
  expect([encoder.engine, encoder.fallbackReasons]).toEqual(['onnx-cpu', []]);
  await encoder.dispose();
});

test('falls back to TensorFlow.js and keeps the reason', async () => {
  vi.doMock('onnxruntime-node', () => {
    throw new Error('no binary for this system');
  });
  const { openEncoder: openFresh } = await import('./open-encoder.ts');
  const encoder = await openFresh(model);
  expect(encoder.engine).toBe('tensorflow-wasm');
  expect(encoder.fallbackReasons).toHaveLength(1);
  expect(encoder.fallbackReasons[0]).toMatch(/^onnx-cpu: /u);
  await encoder.dispose();
});

test('several windows at once are read as one by one', async () => {
  const windows = [57, 4, 31].map((length) =>
    Float32Array.from({ length: length * 2 }, (_, i) => Math.sin(i * i + length)),
  );
  for (const { id } of cpuRungs) {
    const encoder = await openEncoder(model, { rungs: [id] });
    const batch = await encoder.encodeBatch(windows);
    for (const [index, window] of windows.entries()) {
      const single = await encoder.encode(window, window.length / 2);
      expect(batch[index]!.frames).toBe(single.frames);
      expect(batch[index]!.logits.length).toBe(single.logits.length);
      single.logits.forEach((value, i) =>
        expect(Math.abs(value - batch[index]!.logits[i]!)).toBeLessThan(1e-4),
      );
    }
    await encoder.dispose();
  }
});

test('a rung that does not exist is named with those that do', async () => {
  await expect(openEncoder(model, { rungs: ['quantum'] })).rejects.toMatchObject({
    code: 'backend',
    remedy: expect.stringContaining('onnx-webgpu') as string,
  });
});

test('a network that no engine can run is an error that says so', async () => {
  const broken = { ...model, weights: model.weights.slice(1) };
  const error: unknown = await openEncoder(broken).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toMatch(/onnx-cpu: .*tensorflow-cpu: /su);
});
