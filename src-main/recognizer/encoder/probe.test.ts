import { beforeAll, describe, expect, test } from 'vitest';
import { learningRungs, readingRungs } from '../../compute/ladder.ts';
import { startNodeProcess } from '../../compute/node-process.ts';
import { prepareProbe, probeRung, type ProbeTask } from './probe.ts';
import { initialWeights } from '../network/initialize.ts';
import { networks } from '../network/presets.ts';

const network = networks.compact({ classes: 4, inputs: 2 });
const model = { network, weights: initialWeights(network, 5) };
const start = () => startNodeProcess(new URL('./process/node-entry.ts', import.meta.url));
const faulty = (fault: string) => () =>
  startNodeProcess(new URL('./process/faulty-entry.testing.ts', import.meta.url), {
    QUILLWAVE_TEST_FAULT: fault,
  });
const onnx = readingRungs.find(({ id }) => id === 'onnx-cpu')!;
const withDriver = { ...onnx, driver: true };

describe('reading', () => {
  let task: ProbeTask;
  beforeAll(async () => {
    task = await prepareProbe('run', model, { start });
  });

  test('a rung that works agrees with the reference and is timed', async () => {
    const verdict = await probeRung(onnx, task, { start });
    expect(verdict).toMatchObject({ rung: 'onnx-cpu', works: true });
    if (!verdict.works) return;
    expect(verdict.difference).toBeLessThan(1e-5);
    expect(verdict.milliseconds).toBeGreaterThan(0);
  });

  test('one that crashes is told with the signal', async () => {
    expect(await probeRung(withDriver, task, { start: faulty('1 crash') })).toEqual({
      rung: 'onnx-cpu',
      works: false,
      reason: 'its process was killed by SIGSEGV',
      remedy: 'Update the driver of the graphics card.',
    });
  });

  test('one that hangs is ended when its time is over', async () => {
    const begin = performance.now();
    const verdict = await probeRung(withDriver, task, { start: faulty('0 hang'), limitMs: 2000 });
    expect(verdict).toMatchObject({ works: false, reason: 'it took longer than 2 s' });
    expect(performance.now() - begin).toBeLessThan(4000);
  });

  test('one that lies is not believed', async () => {
    expect(await probeRung(withDriver, task, { start: faulty('0 lie') })).toMatchObject({
      works: false,
      reason: expect.stringMatching(
        /differs from the reference by 0\.\d+ \(at most 0\.001\)/u,
      ) as string,
    });
  });

  test('a process that cannot even be started costs the rung only', async () => {
    const verdict = await probeRung(onnx, task, {
      start: () => startNodeProcess(new URL('./encoder-process/absent.ts', import.meta.url)),
    });
    expect(verdict).toMatchObject({
      works: false,
      reason: expect.stringContaining('code 1') as string,
    });
  });
});

test('learning: gradients of the own operations agree with plain JavaScript', async () => {
  const task = await prepareProbe('learn', model, { start }, 24);
  const processor = learningRungs.find(({ id }) => id === 'processor')!;
  const verdict = await probeRung(processor, task, { start });
  expect(verdict).toMatchObject({ works: true });
  if (verdict.works) expect(verdict.difference).toBeLessThan(1e-4);
});
