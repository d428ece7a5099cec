import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startNodeProcess } from '../../compute/node-process.ts';
import { learningRungs, readingRungs } from '../../compute/ladder.ts';
import type { ProcessPort } from '../../compute/process-port.ts';
import { parseManifest } from '../../recognizer/model/manifest.ts';
import type { ModelPackage } from '../../recognizer/model/package.ts';
import { serveEncoder } from '../../recognizer/encoder/process/serve-encoder.ts';
import { downSamplingOf } from '../../recognizer/network/description.ts';
import { initialWeights } from '../../recognizer/network/initialize.ts';
import { networks } from '../../recognizer/network/presets.ts';
import { ComputeMemory, type Survey } from './memory.ts';
import { ComputeService, networkKey } from './service.ts';
import { ComputeWatch } from './watch.ts';

const network = networks.compact({ classes: 3, inputs: 2 });
const model: ModelPackage = {
  folder: '',
  weights: initialWeights(network, 5),
  manifest: parseManifest(
    {
      format: 'quillwave-model',
      formatVersion: 1,
      name: 'compact',
      title: 'Compact',
      rateHz: 100,
      channels: ['ax', 'ay'],
      alphabet: ['a', 'b'],
      normalization: { kind: 'recording' },
      network,
      downSampling: downSamplingOf(network),
      weights: { file: 'weights.bin', bytes: 4, sha256: 'a'.repeat(64) },
    },
    'test',
  ),
};
const key = networkKey(model.manifest);

let folder: string;
let surroundings: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-compute-'));
  surroundings = { driver: '1' };
});
afterEach(() => rm(folder, { recursive: true }));

const memoryIn = () => new ComputeMemory(join(folder, 'compute.json'), () => surroundings);

/** A process without the process: what it is told it does here. */
function inThisProcess(): ProcessPort {
  let hear: (message: unknown) => void = () => undefined;
  const serve = serveEncoder((answer) => hear(answer));
  return {
    post: serve,
    onMessage: (listener) => (hear = listener),
    onExit: () => undefined,
    kill: () => undefined,
  };
}

const webgpuFirst: Survey = {
  checkedAt: 5,
  reading: [
    { rung: 'onnx-webgpu', works: true, milliseconds: 1, difference: 1e-6 },
    { rung: 'onnx-cpu', works: true, milliseconds: 2, difference: 1e-6 },
  ],
  learning: [],
  lost: {},
};

test('a survey names every rung with a time or a reason, and is remembered until something changes', async () => {
  const lines: string[] = [];
  const service = new ComputeService({
    memory: memoryIn(),
    startProcess: inThisProcess,
    // What needs a driver is absent, whatever this machine has.
    surroundings: {
      platform: 'linux',
      electron: false,
      has: (name) => name.startsWith('@tensorflow/tfjs-backend'),
    },
    log: (line) => lines.push(line),
  });
  expect(await service.rungsFor(model)).toEqual(['onnx-cpu', 'tensorflow-wasm', 'tensorflow-cpu']);
  expect((await service.report(model)).checkedAt).toBeUndefined();
  await service.survey(model);
  const again = new ComputeService({ memory: memoryIn(), startProcess: inThisProcess });
  const report = await again.report(model);
  expect(report.reading.map(({ id }) => id)).toEqual(readingRungs.map(({ id }) => id));
  expect(report.learning.map(({ id }) => id)).toEqual(learningRungs.map(({ id }) => id));
  for (const { state, milliseconds, reason, remedy } of [...report.reading, ...report.learning]) {
    if (state === 'out') expect([typeof reason, typeof remedy]).toEqual(['string', 'string']);
    else expect(milliseconds).toBeGreaterThan(0);
  }
  expect(report.reading.filter(({ state }) => state === 'chosen')).toHaveLength(1);
  expect(lines).toHaveLength(readingRungs.length + learningRungs.length);
  surroundings = { driver: '2' };
  expect((await again.report(model)).checkedAt).toBeUndefined();
});

test('what was lost is not chosen again before it was tried again', async () => {
  const memory = memoryIn();
  const service = new ComputeService({ memory, startProcess: inThisProcess });
  await memory.keep(key, webgpuFirst);
  expect(await service.rungsFor(model)).toEqual(['onnx-webgpu', 'onnx-cpu']);
  await service.noteLoss(model, 'onnx-webgpu', 'device lost');
  expect(await service.rungsFor(model)).toEqual(['onnx-cpu']);
  expect(await service.rungsFor(model, 'onnx-webgpu')).toEqual(['onnx-webgpu', 'onnx-cpu']);
});

test('a damaged memory is none, and the models used last are kept', async () => {
  const memory = memoryIn();
  await writeFile(join(folder, 'compute.json'), '{"format": "quillw');
  expect(await memory.recall(key)).toBeUndefined();
  for (let time = 0; time < 10; time += 1) {
    await memory.keep(String(time), { ...webgpuFirst, checkedAt: time });
  }
  const { surveys } = JSON.parse(await readFile(join(folder, 'compute.json'), 'utf8')) as {
    surveys: object;
  };
  expect(Object.keys(surveys).sort()).toEqual(['2', '3', '4', '5', '6', '7', '8', '9']);
});

test('what is not known is tried once nobody writes, and what is better is then used', async () => {
  const memory = memoryIn();
  const service = new ComputeService({ memory, startProcess: inThisProcess });
  let surveys = 0;
  service.survey = async () => {
    surveys += 1;
    await memory.keep(key, webgpuFirst);
    return webgpuFirst;
  };
  let busy = true;
  const better = new Promise<void>((resolve) => {
    const watch = new ComputeWatch({
      compute: service,
      loadModel: () => Promise.resolve(model),
      busy: () => busy,
      onBetter: () => {
        watch.close();
        resolve();
      },
      onError: (error) => {
        throw error;
      },
      delayMs: 1,
      retryMs: 1,
    });
    watch.opened('compact', undefined);
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(surveys).toBe(0);
  busy = false;
  await better;
  expect(surveys).toBe(1);
});

test('the reference needs a process too: without one the survey says so', async () => {
  const service = new ComputeService({
    memory: memoryIn(),
    startProcess: () => startNodeProcess(new URL('./absent.ts', import.meta.url)),
  });
  await expect(service.survey(model)).rejects.toThrow(/ended with code 1/u);
});
