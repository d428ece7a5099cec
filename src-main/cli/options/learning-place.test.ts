import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Verdict } from '../../compute/choice.ts';
import { learningPlace } from '../../compute/learning-place.ts';
import { ComputeMemory } from '../../library/compute/memory.ts';
import { ComputeService, networkKey } from '../../library/compute/service.ts';
import { networks } from '../../recognizer/network/presets.ts';
import { chooseLearning } from './learning-place.ts';

const network = networks.compact({ classes: 3, inputs: 2 });
const needs = { network, threads: 2 };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-place-'));
  vi.stubEnv('QUILLWAVE_LEARNING', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const works = (rung: string, milliseconds: number): Verdict => ({
  ...{ rung, milliseconds, works: true, difference: 1e-6 },
});
const fails = (rung: string): Verdict => ({
  ...{ rung, works: false, reason: 'no driver', remedy: 'Get one.' },
});

/** What is known of a machine; nothing may be tried any more. */
async function machine(...learning: readonly Verdict[]) {
  const memory = new ComputeMemory(join(folder, 'compute.json'), () => ({}));
  await memory.keep(networkKey({ network }), { checkedAt: 1, reading: [], learning, lost: {} });
  const startProcess = () => Promise.reject(new Error('Something was tried.'));
  const compute = new ComputeService({ memory, startProcess });
  const lines: string[] = [];
  return { compute, lines, say: (line: string) => void lines.push(line) };
}

async function runOn(rung: string): Promise<string> {
  const learnedOn = [{ rung, fromStep: 1 }];
  await writeFile(join(folder, 'run.json'), JSON.stringify({ learnedOn }));
  return folder;
}

const ids = () => learningPlace().map(({ id }) => id);

test('the fastest that is right, with those that stand by; what two threads share counts half', async () => {
  const quick = await machine(works('webgpu', 5), works('processor', 20), works('plain', 90));
  await chooseLearning(needs, quick);
  expect(ids()).toEqual(['webgpu', 'processor', 'plain']);
  expect(quick.lines).toEqual(['Learning on webgpu (the fastest that is right).']);
  await chooseLearning(needs, await machine(works('webgpu', 11), works('processor', 20)));
  expect(ids()).toEqual(['processor']);
});

test('what was lost is passed over, and reading on it does not matter', async () => {
  const known = await machine(works('webgpu', 5), works('processor', 20));
  await known.compute.noteLoss({ manifest: { network } }, 'webgpu', 'of reading');
  await chooseLearning(needs, known);
  expect(ids()).toEqual(['webgpu', 'processor']);
  await known.compute.noteLearningLoss(network, 'webgpu', 'device lost');
  await chooseLearning(needs, known);
  expect(ids()).toEqual(['processor']);
});

test('what a person asks for is used alone, or refused with the reason', async () => {
  const known = await machine(
    works('webgpu', 50),
    works('processor', 20),
    fails('tensorflow-cuda'),
  );
  await chooseLearning(needs, { ...known, backend: 'webgpu' });
  expect(ids()).toEqual(['webgpu']);
  await chooseLearning(needs, { ...known, backend: 'plain' });
  expect(ids()).toEqual(['plain']);
  await expect(
    chooseLearning(needs, { ...known, backend: 'tensorflow-cuda' }),
  ).rejects.toMatchObject({
    code: 'backend',
    message: expect.stringContaining('no driver') as string,
  });
  await expect(chooseLearning(needs, { ...known, backend: 'abacus' })).rejects.toMatchObject({
    code: 'backend',
    remedy: expect.stringContaining('webgpu') as string,
  });
});

test('a run goes on where it has learnt, or says what to do', async () => {
  const known = await machine(works('webgpu', 50), works('processor', 20));
  await chooseLearning(needs, { ...known, resumed: await runOn('webgpu') });
  expect(ids()).toEqual(['webgpu', 'processor']);
  await chooseLearning(needs, { ...known, resumed: await runOn('plain') });
  expect(ids()).toEqual(['plain']);
  const gone = { ...known, resumed: await runOn('tensorflow-cuda') };
  await expect(chooseLearning(needs, gone)).rejects.toMatchObject({
    code: 'backend',
    remedy: expect.stringContaining('--resume --backend processor') as string,
  });
  await chooseLearning(needs, { ...gone, backend: 'processor' });
  expect(ids()).toEqual(['processor']);
  expect(known.lines.at(-2)).toContain('not be quite those');
});

test('what images teach learns on the processor', async () => {
  const known = await machine(works('webgpu', 5), works('processor', 20));
  await chooseLearning({ ...needs, taught: true }, known);
  expect(ids()).toEqual(['processor']);
  const asked = { ...known, backend: 'webgpu' };
  await expect(chooseLearning({ ...needs, taught: true }, asked)).rejects.toMatchObject({
    code: 'backend',
  });
});
