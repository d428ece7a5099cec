import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { learningRungs, type Rung } from '../../compute/ladder.ts';
import { startNodeProcess } from '../../compute/node-process.ts';
import type { ProcessPort } from '../../compute/process-port.ts';
import { useTensorflow, type Tensorflow } from '../../compute/tensorflow.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import { AdamW } from './adamw.ts';
import { BatchSource } from '../kinds/digits/digits-batches.ts';
import { GradientSource, type LostRung } from './gradient-source.ts';
import { Sampler } from '../kinds/digits/digits-sampler.ts';
import { tinyCorpus, tinyRecipe } from '../kinds/digits/tiny-digits.testing.ts';

const recipe = tinyRecipe();
const processor = learningRungs.find(({ id }) => id === 'processor')!;
/** The processor behind a process, as a GPU would be. */
const graphics: Rung = { ...processor, id: 'graphics', driver: true };
const processes = new URL('../../recognizer/encoder/process/', import.meta.url);
const start = () => startNodeProcess(new URL('node-entry.ts', processes));
const faulty = (fault: string) => () =>
  startNodeProcess(new URL('faulty-entry.testing.ts', processes), { QUILLWAVE_TEST_FAULT: fault });

let tensorflow: Tensorflow;
beforeAll(async () => {
  tensorflow = await useTensorflow();
});
const sources: GradientSource[] = [];
afterEach(() => {
  for (const source of sources.splice(0)) source.close();
});

interface Learnt {
  readonly losses: readonly number[];
  readonly weights: readonly number[];
  readonly lost: readonly LostRung[];
}

/** Five steps of a tiny network. @param before each step */
async function learn(source: GradientSource, before?: (step: number) => void) {
  sources.push(source);
  const network = createTrainableNetwork(recipe.network, { seed: 3 });
  const learned = [...network.variables].filter(([, { trainable }]) => trainable);
  const optimizer = new AdamW(new Map(learned));
  const batches = new BatchSource(recipe, new Sampler(recipe, tinyCorpus().training));
  const losses: number[] = [];
  const lost: LostRung[] = [];
  for (let step = 0; step < 5; step += 1) {
    before?.(step);
    const options = { seed: step, frameWeight: 0.5 };
    const made = await source.step(network, batches.batch(step), options);
    losses.push(made.loss.total);
    if (made.lost) lost.push(made.lost);
    await optimizer.update(made.gradients, 0.01);
  }
  const weights = (await network.weights()).flatMap(({ values }) => [...values]);
  network.dispose();
  return { losses, weights, lost } satisfies Learnt;
}

/** Up to the rounding of two orders of the same sums. */
function expectSame(actual: Learnt, expected: Learnt): void {
  const pairs = [
    ...actual.losses.map((value, at) => [value, expected.losses[at]!] as const),
    ...actual.weights.map((value, at) => [value, expected.weights[at]!] as const),
  ];
  const worst = Math.max(...pairs.map(([a, b]) => Math.abs(a - b) / Math.max(1, Math.abs(b))));
  expect(worst).toBeLessThan(1e-3);
}

describe('what learns in a place of its own', { timeout: 60_000 }, () => {
  let alone: Learnt;
  beforeAll(async () => {
    alone = await learn(new GradientSource(tensorflow, { rungs: [processor] }));
  });

  test('learns the same, moving statistics and dropout included', async () => {
    const source = new GradientSource(tensorflow, { rungs: [graphics], startProcess: start });
    const there = await learn(source);
    expect(there.lost).toEqual([]);
    expect(source.rung).toBe('graphics');
    expectSame(there, alone);
  });

  test('killed between or within steps: the next rung makes the very same step', async () => {
    let port: ProcessPort | undefined;
    const startProcess = () => (port = start());
    const source = new GradientSource(tensorflow, { rungs: [graphics, processor], startProcess });
    const broken = await learn(source, (step) => {
      if (step === 2) port!.kill();
    });
    expect(broken.lost).toEqual([
      { rung: 'graphics', how: 'its process was killed by SIGKILL', next: 'processor' },
    ]);
    expect(source.rung).toBe('processor');
    expectSame(broken, alone);
  });

  test.each([
    ['3 crash', /SIGSEGV/u],
    ['2 out-of-memory', /out of memory/u],
    ['4 hang', /took longer than 3000 ms/u],
  ])('%s', async (fault, how) => {
    const options = {
      startProcess: faulty(fault),
      ...(fault.endsWith('hang') && { limitMs: 3000 }),
    };
    const source = new GradientSource(tensorflow, { rungs: [graphics, processor], ...options });
    const broken = await learn(source);
    expect(broken.lost).toHaveLength(1);
    expect(broken.lost[0]!.how).toMatch(how);
    expectSame(broken, alone);
  });

  test('where no rung is left the error says how to go on', async () => {
    const source = new GradientSource(tensorflow, {
      rungs: [graphics],
      startProcess: faulty('2 crash'),
    });
    await expect(learn(source)).rejects.toMatchObject({
      code: 'backend-lost',
      remedy: expect.stringContaining('--resume --backend processor') as string,
    });
  });
});
