import { describe, expect, test } from 'vitest';
import { chooseRung, type Verdict } from './choice.ts';
import { cpuRungs, differenceOf, learningRungs, readingRungs } from './ladder.ts';
import { explainFailure, missingRequirement, type Surroundings } from './requirements.ts';

const works = (rung: string, milliseconds: number): Verdict => ({
  rung,
  works: true,
  milliseconds,
  difference: 1e-6,
});
const fails = (rung: string, reason: string): Verdict => ({
  rung,
  works: false,
  reason,
  remedy: 'Repair it.',
});

describe('the choice', () => {
  test('is the fastest that works, wherever it stands in the ladder', () => {
    const verdicts = [
      fails('onnx-cuda', 'no driver'),
      works('onnx-webgpu', 4),
      works('onnx-cpu', 1),
      works('tensorflow-wasm', 3),
    ];
    const { order, passedOver } = chooseRung(readingRungs, verdicts);
    expect(order).toEqual(['onnx-cpu', 'tensorflow-wasm']);
    const reasons = new Map(passedOver.map(({ rung, reason }) => [rung, reason]));
    expect(reasons.get('onnx-cuda')).toBe('no driver');
    expect(reasons.get('onnx-webgpu')).toBe('not faster: 4.0 ms, onnx-cpu 1.0 ms');
    expect(reasons.get('onnx-directml')).toBe('not tried yet');
    // Every rung but the one in use has its reason and its remedy.
    expect(passedOver).toHaveLength(readingRungs.length - 1);
    expect(passedOver.every(({ remedy }) => remedy !== '')).toBe(true);
  });

  test('a GPU that is faster wins, and the processor stands by', () => {
    const verdicts = [works('onnx-webgpu', 1), works('onnx-cpu', 2), works('tensorflow-cpu', 9)];
    expect(chooseRung(readingRungs, verdicts).order).toEqual([
      'onnx-webgpu',
      'onnx-cpu',
      'tensorflow-cpu',
    ]);
  });

  test('a GPU that is hardly faster does not', () => {
    const verdicts = [works('onnx-webgpu', 1.9), works('onnx-cpu', 2)];
    expect(chooseRung(readingRungs, verdicts).order).toEqual(['onnx-cpu']);
  });

  test('what is not exact is used where it is asked for, however fast it is', () => {
    const verdicts = [works('onnx-cpu', 2), works('onnx-cpu-int8', 1)];
    expect(chooseRung(readingRungs, verdicts).order).toEqual(['onnx-cpu', 'onnx-cpu-int8']);
    expect(chooseRung(readingRungs, verdicts, { forced: 'onnx-cpu-int8' }).order).toEqual([
      'onnx-cpu-int8',
      'onnx-cpu',
    ]);
    expect(cpuRungs.map(({ id }) => id)).not.toContain('onnx-cpu-int8');
  });

  test('what is asked for is used if it works, and only then', () => {
    const verdicts = [works('onnx-webgpu', 70), works('onnx-cpu', 2), fails('onnx-cuda', 'none')];
    const forced = chooseRung(readingRungs, verdicts, { forced: 'onnx-webgpu' });
    expect(forced.order).toEqual(['onnx-webgpu', 'onnx-cpu']);
    expect(forced.passedOver.find(({ rung }) => rung === 'onnx-cpu')?.reason).toBe(
      'onnx-webgpu was asked for',
    );
    expect(chooseRung(readingRungs, verdicts, { forced: 'onnx-cuda' }).order).toEqual(['onnx-cpu']);
  });

  test('what was lost in use is passed over until it is tried again', () => {
    const verdicts = [works('onnx-webgpu', 1), works('onnx-cpu', 2)];
    const lost = { 'onnx-webgpu': 'its process was killed by SIGSEGV' };
    const { order, passedOver } = chooseRung(readingRungs, verdicts, { lost });
    expect(order).toEqual(['onnx-cpu']);
    expect(passedOver.find(({ rung }) => rung === 'onnx-webgpu')?.reason).toContain('SIGSEGV');
  });

  test('learning: the processor counts as many times as threads learn on it', () => {
    const verdicts = [works('webgpu', 5), works('processor', 8), works('plain', 6)];
    const order = (threads: number) => chooseRung(learningRungs, verdicts, { threads }).order;
    // What is there for comparison is never chosen for its speed.
    expect(order(1)).toEqual(['webgpu', 'processor', 'plain']);
    expect(order(2)).toEqual(['processor', 'plain']);
    expect(chooseRung(learningRungs, [works('plain', 6)]).order).toEqual(['plain']);
    const forced = chooseRung(learningRungs, verdicts, { forced: 'plain' });
    expect(forced.order).toEqual(['plain', 'processor']);
  });

  test('where nothing works there is no order', () => {
    expect(chooseRung(learningRungs, []).order).toEqual([]);
  });
});

test('a difference is beside the largest value, and no number is no agreement', () => {
  expect(differenceOf(Float32Array.of(0, 10), Float32Array.of(0.5, 10))).toBeCloseTo(0.05);
  expect(differenceOf(Float32Array.of(0.1), Float32Array.of(0.2))).toBeCloseTo(0.1);
  expect(differenceOf(Float32Array.of(Number.NaN, 1), Float32Array.of(0, 1))).toBe(Infinity);
  expect(differenceOf(Float32Array.of(1, Infinity), Float32Array.of(1, 1))).toBe(Infinity);
  expect(differenceOf(Float32Array.of(1), Float32Array.of(1, 1))).toBe(Infinity);
});

describe('what a rung lacks', () => {
  const linux: Surroundings = { platform: 'linux', electron: false, has: () => true };
  const rung = (id: string) => [...readingRungs, ...learningRungs].find((one) => one.id === id)!;

  test('another platform, a package, Electron', () => {
    expect(missingRequirement(rung('onnx-directml'), linux)?.reason).toBe('only on Windows');
    expect(missingRequirement(rung('onnx-cpu'), linux)).toBeUndefined();
    const bare = { ...linux, has: () => false };
    expect(missingRequirement(rung('tensorflow-cuda'), bare)).toMatchObject({
      reason: 'the package @tensorflow/tfjs-node-gpu is not installed',
      remedy: expect.stringContaining('CUDA 11.2') as string,
    });
    // Chromium has its own.
    expect(missingRequirement(rung('webgpu'), { ...bare, electron: true })).toBeUndefined();
    expect(missingRequirement(rung('webgpu'), bare)?.reason).toContain('not installed');
  });

  test.each([
    ['OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library', /cuda12/u],
    ['Could not load libcudart.so.11.0', /CUDA and cuDNN/u],
    ['Failed to get a WebGPU adapter: No supported adapters\n', /libvulkan1/u],
    ['its process was killed by SIGSEGV', /driver/u],
    ['something else', /Nothing to do/u],
  ])('%s', (said, remedy) => {
    expect(explainFailure(said).remedy).toMatch(remedy);
  });
});
