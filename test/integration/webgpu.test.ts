import { describe, expect, test } from 'vitest';
import {
  agreement,
  learningRungs,
  readingRungs,
  type Rung,
} from '../../src-main/compute/ladder.ts';
import { startNodeProcess } from '../../src-main/compute/node-process.ts';
import { prepareProbe, probeRung } from '../../src-main/recognizer/encoder/probe.ts';
import { parseNetwork } from '../../src-main/recognizer/network/description.ts';
import { initialWeights } from '../../src-main/recognizer/network/initialize.ts';
import { gpuEnvironment, gpuNotice, hasGpu } from './software-gpu.ts';

/**
 * WebGPU in plain Node gives what plain JavaScript gives, reading and learning. Every kind of layer that
 * models are made of, on shapes as small as they go.
 */
const start = () =>
  startNodeProcess(
    new URL('../../src-main/recognizer/encoder/process/node-entry.ts', import.meta.url),
    gpuEnvironment,
  );
const rung = (rungs: readonly Rung[], id: string) => rungs.find((one) => one.id === id)!;
const network = parseNetwork({
  inputs: 3,
  classes: 4,
  layers: [
    { kind: 'convolution', filters: 4, kernel: 3, stride: 2, activation: 'gelu' },
    { kind: 'normalization', over: 'instance' },
    { kind: 'separable-convolution', filters: 4, kernels: [1, 3], activation: 'relu' },
    { kind: 'normalization', over: 'layer' },
    { kind: 'bidirectional-lstm', units: 3, layers: 1 },
    { kind: 'linear', units: 4 },
  ],
});
const model = { network, weights: initialWeights(network, 5) };
const limitMs = 120_000;

describe.runIf(hasGpu)(`WebGPU in plain Node${gpuNotice}`, () => {
  const verdictOf = async (tried: Rung, kind: 'run' | 'learn') => {
    const task = await prepareProbe(kind, model, { start, limitMs }, 16);
    return probeRung(tried, task, { start, limitMs, runs: 1 });
  };
  const cases = [
    ['reads through ONNX Runtime', rung(readingRungs, 'onnx-webgpu'), 'run'],
    ['learns through TensorFlow.js', rung(learningRungs, 'webgpu'), 'learn'],
  ] as const;

  test.each(cases)('%s as the reference does', { timeout: 2 * limitMs }, async (_, tried, kind) => {
    const verdict = await verdictOf(tried, kind);
    expect(verdict).toMatchObject({ works: true });
    if (verdict.works) expect(verdict.difference).toBeLessThan(agreement / 10);
  });
});
