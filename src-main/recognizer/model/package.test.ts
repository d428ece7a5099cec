import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../contract/alerts.ts';
import { parseNetwork } from '../network/description.ts';
import { initialWeights } from '../network/initialize.ts';
import { listModels, resolveModel } from './library.ts';
import { loadModel, changeManifest, saveModel, type ModelToSave } from './package.ts';

const network = parseNetwork({
  inputs: 2,
  classes: 3,
  layers: [
    { kind: 'convolution', filters: 3, kernel: 3, stride: 2 },
    { kind: 'linear', units: 3 },
  ],
});

function model(seed = 1): ModelToSave {
  return {
    manifest: {
      name: 'tiny',
      title: 'Tiny',
      description: '',
      rateHz: 100,
      channels: ['ax', 'force'],
      alphabet: ['0', '1'],
      normalization: { kind: 'recording' },
      network,
      training: { seed },
    },
    weights: initialWeights(network, seed),
    card: '# Tiny\n',
  };
}

let parent: string;
let folder: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'models-'));
  folder = join(parent, 'tiny');
});

afterEach(() => rm(parent, { recursive: true }));

async function errorOf(work: Promise<unknown>): Promise<UserError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).remedy).not.toBe('');
  return error as UserError;
}

test('a place that takes no model is told, and nothing half is left there', async () => {
  await saveModel(folder, model());
  await mkdir(join(folder, 'weights.bin.saving'));
  const error = await errorOf(saveModel(folder, model(2)));
  expect(error.code).toBe('model-write');
  expect(await readdir(folder)).not.toContain('manifest.json.saving');
  await loadModel(folder);
});

test('what is saved is loaded again', async () => {
  const saved = await saveModel(folder, model());
  const loaded = await loadModel(folder);
  expect(loaded).toEqual(saved);
  expect(loaded.manifest.downSampling).toBe(2);
  expect((await readdir(folder)).sort()).toEqual(['manifest.json', 'model-card.md', 'weights.bin']);
});

test('weights are little-endian float32 in the order of the parameters', async () => {
  const saved = await saveModel(folder, model());
  const bytes = await readFile(join(folder, 'weights.bin'));
  const values = saved.weights.flatMap((tensor) => [...tensor.values]);
  expect(bytes.length).toBe(4 * values.length);
  expect(values.map((_, i) => bytes.readFloatLE(4 * i))).toEqual(values);
});

/** Two templates of five readings. */
function withTemplates(): ModelToSave {
  const plain = model();
  const templates = {
    characters: ['1', '0'],
    comparison: {
      band: 0.1,
      detour: 0,
      ends: { share: 0.1, weight: 0.5 },
      stiffness: 1,
      rounds: 1,
    },
    weight: 2,
  };
  return {
    ...plain,
    manifest: {
      ...plain.manifest,
      decoding: 'single-character',
      fixedLength: { readings: 5, smoothing: 1 },
      templates,
    },
    templates: Float32Array.from({ length: 2 * 5 * 2 }, (_, index) => index / 4),
  };
}

test('templates stand in the weights file behind the parameters, under the same checksum', async () => {
  const saved = await saveModel(folder, withTemplates());
  const loaded = await loadModel(folder);
  expect(loaded).toEqual(saved);
  expect(loaded.templates).toEqual(withTemplates().templates);
  const bytes = await readFile(join(folder, 'weights.bin'));
  expect(bytes.readFloatLE(bytes.length - 4)).toBe(19 / 4);
  expect((await saveModel(folder, model())).templates).toBeUndefined();
});

test('templates must be as many as the manifest says, of the alphabet and of one length', async () => {
  const given = withTemplates();
  await expect(
    saveModel(folder, { ...given, templates: new Float32Array(19) }),
  ).rejects.toBeInstanceOf(RangeError);
  const { templates, fixedLength, ...manifest } = given.manifest;
  const foreign = { ...templates!, characters: ['1', 'x'] };
  for (const wrong of [
    { ...manifest, templates },
    { ...manifest, fixedLength, templates: foreign },
    { ...manifest, fixedLength, decoding: 'text' },
  ]) {
    const attempt = saveModel(folder, { ...given, manifest: wrong as typeof given.manifest });
    expect((await errorOf(attempt)).code).toBe('model-manifest');
  }
});

describe('damage is found and said', () => {
  beforeEach(() => saveModel(folder, model()));

  test('a flipped bit', async () => {
    const path = join(folder, 'weights.bin');
    const bytes = await readFile(path);
    bytes[5]! ^= 1;
    await writeFile(path, bytes);
    expect(await errorOf(loadModel(folder))).toMatchObject({
      code: 'model-damaged',
      message: expect.stringContaining('checksum') as string,
    });
  });

  test('cut-off weights', async () => {
    const path = join(folder, 'weights.bin');
    await writeFile(path, (await readFile(path)).subarray(0, 40));
    const { message } = await errorOf(loadModel(folder));
    expect(message).toMatch(/has 40 bytes instead of \d+/u);
  });

  test('missing weights, a cut-off manifest, no manifest', async () => {
    await rm(join(folder, 'weights.bin'));
    expect((await errorOf(loadModel(folder))).code).toBe('model-damaged');
    await writeFile(join(folder, 'manifest.json'), '{"format": "quillwave-mo');
    expect((await errorOf(loadModel(folder))).code).toBe('model-damaged');
    await rm(join(folder, 'manifest.json'));
    expect((await errorOf(loadModel(folder))).code).toBe('model-missing');
  });

  test.each([
    ['an unknown format', { format: 'tensorflow' }, /format/u],
    ['another number of channels', { channels: ['ax'] }, /one input for every channel/u],
    ['channels out of order', { channels: ['force', 'ax'] }, /order of the channel table/u],
    ['another alphabet', { alphabet: ['0'] }, /one class for every character/u],
    ['a repeated character', { alphabet: ['0', '0'] }, /repeat/u],
    ['another down-sampling', { downSampling: 4 }, /downSampling/u],
    ['a path out of the folder', { weights: { file: '../x', bytes: 4, sha256: '' } }, /weights/u],
  ])('%s', async (_, change, message) => {
    const path = join(folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...manifest, ...change }));
    const error = await errorOf(loadModel(folder));
    expect(error.code).toBe('model-manifest');
    expect(error.message).toMatch(message);
  });

  test('a format of the future asks for an update', async () => {
    const path = join(folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...manifest, formatVersion: 2 }));
    expect(await errorOf(loadModel(folder))).toMatchObject({
      code: 'model-version',
      remedy: expect.stringContaining('Update') as string,
    });
  });
});

test('a save that was cut off between its renames is finished when loading', async () => {
  await saveModel(folder, model(1));
  const second = await saveModel(join(parent, 'second'), model(2));
  await rename(join(parent, 'second', 'weights.bin'), join(folder, 'weights.bin'));
  await rename(join(parent, 'second', 'manifest.json'), join(folder, 'manifest.json.saving'));
  expect((await loadModel(folder)).manifest).toEqual(second.manifest);
  expect((await loadModel(folder)).weights).toEqual(second.weights);
});

test('a save that was cut off before its renames changes nothing', async () => {
  const first = await saveModel(folder, model(1));
  await writeFile(join(folder, 'weights.bin.saving'), 'half');
  await writeFile(join(folder, 'manifest.json.saving'), '{');
  expect(await loadModel(folder)).toEqual(first);
});

test('the weights of a language are kept in the manifest, beside what stood there', async () => {
  const saved = await saveModel(folder, model());
  await changeManifest(folder, { language: { weight: 0.6, insertionBonus: 1.2 } });
  expect(await loadModel(folder)).toEqual({
    ...saved,
    manifest: { ...saved.manifest, language: { weight: 0.6, insertionBonus: 1.2 } },
  });
  const wrong = await errorOf(
    changeManifest(folder, { language: { weight: -1, insertionBonus: 0 } }),
  );
  expect(wrong.code).toBe('model-manifest');
});

test('weights of another network are refused before anything is written', async () => {
  const wrong = { ...model(), weights: initialWeights(network, 1).slice(1) };
  expect((await errorOf(saveModel(folder, wrong))).code).toBe('model-weights');
  expect(await readdir(parent)).toEqual([]);
});

describe('a library of models', () => {
  test('lists what there is, broken ones with their error', async () => {
    await saveModel(join(parent, 'own', 'good'), model());
    await saveModel(join(parent, 'own', 'shared'), model(1));
    await saveModel(join(parent, 'shipped', 'shared'), model(2));
    await mkdir(join(parent, 'own', 'recipes'));
    await mkdir(join(parent, 'own', 'broken'));
    await writeFile(join(parent, 'own', 'broken', 'manifest.json'), 'no JSON');
    const folders = ['own', 'shipped', 'absent'].map((name) => join(parent, name));
    const listings = await listModels(folders);
    expect(listings.map(({ name }) => name)).toEqual(['broken', 'good', 'shared']);
    expect(listings[0]!.error?.code).toBe('model-damaged');
    expect(listings[2]!.manifest?.training).toEqual({ seed: 1 });
  });

  test('finds by name, by path, and says what there is', async () => {
    await saveModel(folder, model());
    const folders = [join(parent, 'absent'), parent];
    expect((await resolveModel('tiny', { folders })).folder).toBe(folder);
    expect((await resolveModel(folder, { folders: [] })).folder).toBe(folder);
    const error = await errorOf(resolveModel('other', { folders }));
    expect(error.code).toBe('model-unknown');
    expect(error.remedy).toContain('tiny');
  });
});
