import * as tf from '@tensorflow/tfjs-core';
import util from 'node:util';
import { expect, test, vi } from 'vitest';
import { registerGradients } from './gradients.ts';
import { loadNativeTensorflow, repairUtilities } from './native-tensorflow.ts';

test('functions that newer Node versions lack are put back, others stay', () => {
  const own = (): boolean => true;
  const old = { isArray: own };
  repairUtilities(old);
  expect(old.isArray).toBe(own);
  const newer: Record<string, (value: unknown) => boolean> = {};
  repairUtilities(newer);
  const { isNullOrUndefined, isArray } = newer;
  expect([null, undefined, 0, ''].map((value) => isNullOrUndefined!(value))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([isArray!([]), isArray!('')]).toEqual([true, false]);
});

test('is repaired before the package is loaded, which looks the functions up by name', async () => {
  const utilities = util as unknown as Record<string, unknown>;
  const before = utilities['isNullOrUndefined'];
  delete utilities['isNullOrUndefined'];
  try {
    const seen: unknown[] = [];
    const name = await loadNativeTensorflow(() => {
      seen.push(typeof utilities['isNullOrUndefined']);
      return Promise.resolve({});
    });
    expect([name, seen]).toEqual(['@tensorflow/tfjs-node-gpu', ['function']]);
  } finally {
    utilities['isNullOrUndefined'] = before;
  }
});

test('the package for the processor is taken where that for CUDA is absent', async () => {
  const absent = (name: string) =>
    Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' });
  const load = (name: string) =>
    name.endsWith('gpu') ? Promise.reject(absent(name)) : Promise.resolve({});
  expect(await loadNativeTensorflow(load)).toBe('@tensorflow/tfjs-node');
  const broken = (name: string) =>
    Promise.reject(name.endsWith('gpu') ? new Error('libcudart.so.11.0') : absent(name));
  await expect(loadNativeTensorflow(broken)).rejects.toThrow('libcudart.so.11.0');
});

test('gradients that a package brought along are not registered a second time', () => {
  const own: tf.GradConfig = { kernelName: tf.Add, gradFunc: () => ({}) };
  tf.registerGradient(own);
  const warning = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  try {
    registerGradients();
    expect(warning).not.toHaveBeenCalled();
    expect(tf.getGradient(tf.Add)).toBe(own);
    expect(tf.getGradient(tf.Multiply)).toBeDefined();
  } finally {
    warning.mockRestore();
  }
});
