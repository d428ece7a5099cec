import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { learnOn } from '../../src-main/compute/learning-place.ts';
import { adapt } from '../../src-main/learning/adaptation/adapt.ts';
import {
  oddHand,
  tinyModel,
  tinySettings,
  tinyTakes,
} from '../../src-main/learning/adaptation/tiny-adaptation.testing.ts';
import { parseIsolatedRecipe } from '../../src-main/learning/kinds/isolated/isolated-recipe.ts';
import { trainIsolated } from '../../src-main/learning/kinds/isolated/train-isolated.ts';
import { runRecordings } from '../../src-main/learning/kinds/recordings/run-recordings.ts';
import {
  recordSessions,
  tinyRecordingsRecipe,
} from '../../src-main/learning/kinds/recordings/tiny-recordings.testing.ts';
import { RunFolder } from '../../src-main/learning/runs/run-folder.ts';
import {
  tinyCorpus,
  tinyRecipe,
} from '../../src-main/learning/kinds/digits/tiny-digits.testing.ts';
import { train } from '../../src-main/learning/kinds/digits/train-digits.ts';
import {
  tinyWordsRecipe,
  writeTinyWords,
} from '../../src-main/learning/kinds/words/tiny-words.testing.ts';
import { trainWords } from '../../src-main/learning/kinds/words/train-words.ts';
import {
  findWordsFiles,
  loadWordsCorpus,
} from '../../src-main/learning/kinds/words/words-corpus.ts';
import { gpuEnvironment, gpuNotice, hasGpu } from './software-gpu.ts';

/** Every kind of recipe, and adaptation, learns the same on every rung that this machine has. */
let folder = '';
let recordings: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-rungs-'));
  await writeTinyWords(join(folder, 'words'));
  recordings = await recordSessions(join(folder, 'pens'), ['anna', 'bert', 'carl'], ['1', '21']);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(() => vi.stubEnv('QUILLWAVE_LEARNING', ''));
afterEach(() => vi.unstubAllEnvs());

const isolated = parseIsolatedRecipe(
  {
    ...{ kind: 'isolated-characters', name: 'tiny', title: 'Tiny', description: '', seed: 3 },
    ...{ alphabet: '12', rateHz: 100, channels: ['ax', 'ay', 'az'] },
    fixedLength: { readings: 32, smoothing: 1 },
    normalization: { kind: 'recording' },
    network: {
      inputs: 3,
      classes: 3,
      layers: [
        { kind: 'convolution', filters: 4, kernel: 5, stride: 4 },
        { kind: 'normalization', over: 'batch' },
        { kind: 'linear', units: 3 },
      ],
    },
    data: { recordings: 'tiny.ndjson', origin: 'made up' },
    samples: { blended: 0.5, variation: { speed: 0.1, ends: 0, map: 0, drift: 0, noise: 0.1 } },
    crossValidation: { folds: 2, divisions: 1 },
    training: {
      ...{ members: 1, steps: 3, batchSize: 4, learningRate: 0.01, warmUpSteps: 1 },
      ...{ weightDecay: 0, clipNorm: 1, labelSmoothing: 0, checkpointEvery: 10 },
    },
  },
  'the test',
);

interface Tiny {
  readonly runFolder: string;
  readonly onProgress: (progress: { readonly step: number; readonly ctc: number }) => void;
}

/** Each tells the loss of every step. */
const kinds: Readonly<Record<string, (tiny: Tiny) => Promise<unknown>>> = {
  'pen-digits': (tiny) =>
    train(tinyRecipe(), tinyCorpus(), {
      ...tiny,
      validationCounts: { sequences: 1, simulated: 1 },
    }),
  words: async (tiny) => {
    const recipe = tinyWordsRecipe();
    const files = await findWordsFiles(recipe, join(folder, 'words'));
    return trainWords(recipe, await loadWordsCorpus(recipe, files), files, tiny);
  },
  recordings: (tiny) =>
    runRecordings(tinyRecordingsRecipe(), {
      ...{ recordings, modelFolder: `${tiny.runFolder}-model` },
      ...tiny,
    }),
  'isolated characters': (tiny) =>
    trainIsolated(isolated, tinyCorpus().training, { ...tiny, data: {} }),
  adaptation: async ({ onProgress }) => {
    const settings = { ...tinySettings, steps: 4, checkEvery: 2 };
    const { result } = await adapt(await tinyModel(), tinyTakes(6, oddHand), {
      ...{ threads: 0, words: [], seconds: 600, settings },
    });
    for (const { step, trainingLoss, loss } of result.curve) {
      onProgress({ step, ctc: trainingLoss });
      onProgress({ step, ctc: loss });
    }
  },
};

async function lossesOn(
  ids: readonly string[],
  kind: string,
  runFolder: string,
  onStep: (step: number) => void = () => undefined,
): Promise<number[]> {
  learnOn(ids);
  const losses: number[] = [];
  await kinds[kind]!({
    runFolder,
    onProgress: ({ step, ctc }) => {
      losses.push(ctc);
      onStep(step);
    },
  });
  return losses;
}

function expectNear(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((loss, at) => {
    expect(Math.abs(loss / expected[at]! - 1)).toBeLessThan(0.01);
  });
}

// Threads load TensorFlow.js anew, which takes long on a busy machine.
describe.each(Object.keys(kinds))('%s', { timeout: 120_000 }, (kind) => {
  test('plain JavaScript learns what the processor does; a rung that does not start is passed over', async () => {
    const at = (name: string) => join(folder, `${kind}-${name}`);
    const usual = await lossesOn([], kind, at('usual'));
    expect(usual.length).toBeGreaterThan(2);
    expectNear(await lossesOn(['plain'], kind, at('plain')), usual);
    expectNear(await lossesOn(['tensorflow-native', 'processor'], kind, at('none')), usual);
    if (kind === 'adaptation') return;
    expect(await new RunFolder(at('usual')).learnedOn()).toEqual([
      { rung: 'processor', fromStep: 1 },
    ]);
    expect((await new RunFolder(at('plain')).learnedOn())[0]).toMatchObject({ rung: 'plain' });
  });
});

// Which process to kill is known on Linux only.
const killable = hasGpu && process.platform === 'linux';
describe.runIf(killable)(`on WebGPU${gpuNotice}`, { timeout: 240_000 }, () => {
  beforeEach(() => {
    for (const [name, value] of Object.entries(gpuEnvironment)) vi.stubEnv(name, value);
  });

  test('a training learns as on the processor, and goes on there when its GPU is killed', async () => {
    const usual = await lossesOn([], 'isolated characters', join(folder, 'cpu'));
    const whole = await lossesOn(['webgpu'], 'isolated characters', join(folder, 'gpu'));
    expectNear(whole, usual);
    expect(await new RunFolder(join(folder, 'gpu')).learnedOn()).toEqual([
      { rung: 'webgpu', fromStep: 1 },
    ]);
    const killed = await lossesOn(
      ['webgpu', 'processor'],
      'isolated characters',
      join(folder, 'killed'),
      (step) => {
        if (step === 1) killLearningProcesses();
      },
    );
    expectNear(killed, usual);
    const learnedOn = await new RunFolder(join(folder, 'killed')).learnedOn();
    expect(learnedOn.map(({ rung }) => rung)).toEqual(['webgpu', 'processor']);
  });
});

/** Processes of this one that run networks, as Linux knows them. */
function killLearningProcesses(): void {
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/u.test(one))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      if (parent === process.pid && command.includes('node-entry')) {
        process.kill(Number(name), 'SIGKILL');
      }
    } catch {
      // It has ended meanwhile.
    }
  }
}
