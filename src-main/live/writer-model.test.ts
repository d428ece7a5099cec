import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { Writer } from '../contract/writers.ts';
import { homeFolders } from '../data/home.ts';
import { temporaryFolder } from '../data/testing.ts';
import { applyVersion, keepProposal, writeVersion } from '../data/writers/versions.ts';
import { writerFolders } from '../data/writers/writer-folders.ts';
import { someVersion } from '../data/writers/writers.testing.ts';
import { createWriter, readWriter } from '../data/writers/writers.ts';
import { initialWeights } from '../recognizer/network/initialize.ts';
import { parseNetwork } from '../recognizer/network/description.ts';
import { readManifest, saveModel } from '../recognizer/model/package.ts';
import { CurrentWriter } from './current-writer.ts';
import { LiveSession } from './live-session.ts';
import { standardParts } from './standard-parts.ts';
import { modelForWriter } from './writer-model.ts';

const root = await temporaryFolder();
vi.stubEnv('QUILLWAVE_HOME', join(root, 'home'));
const home = homeFolders();
const network = parseNetwork({ inputs: 1, classes: 3, layers: [{ kind: 'linear', units: 3 }] });

/** @returns checksum of its weights */
async function makeModel(folder: string, name: string, seed: number, adaptedFrom?: string) {
  await mkdir(folder, { recursive: true });
  await saveModel(folder, {
    manifest: {
      ...{ name, title: name, description: '', rateHz: 100, network },
      channels: ['ax'],
      alphabet: ['a', 'b'],
      normalization: { kind: 'recording' },
      ...(adaptedFrom !== undefined && { training: { adaptedFrom } }),
    },
    weights: initialWeights(network, seed),
  });
  return (await readManifest(folder)).weights.sha256;
}

async function learn(id: string, name: string, seed: number, base: string): Promise<string> {
  const { proposal } = writerFolders(home, id);
  await makeModel(proposal, name, seed, base);
  await writeVersion(proposal, { ...someVersion, base: name });
  return (await keepProposal(home, id)).version;
}

let id: string;
const anna = (): Promise<Writer> => readWriter(home, id);
const versionAt = (version: string) => join(writerFolders(home, id).models, version);

beforeAll(async () => {
  const neat = await makeModel(join(home.models, 'neat'), 'neat', 1);
  const quick = await makeModel(join(home.models, 'quick'), 'quick', 2);
  ({ id } = await createWriter(home, { name: 'Anna', model: 'neat' }));
  expect(await learn(id, 'neat', 3, neat)).toBe('1');
  expect(await learn(id, 'quick', 4, quick)).toBe('2');
  expect(await learn(id, 'neat', 5, neat)).toBe('3');
});

const chosen = async (named?: string) =>
  modelForWriter(home, await anna(), { usual: 'neat', ...(named !== undefined && { named }) });

test('a model that is named is read in the version that the writer has of it', async () => {
  expect(await chosen('quick')).toEqual({ model: versionAt('2'), version: '2' });
  expect(await chosen()).toEqual({ model: versionAt('3'), version: '3' });
});

test('of several versions the one in use counts, else the newest', async () => {
  await applyVersion(home, id, '1');
  expect(await chosen('neat')).toMatchObject({ version: '1' });
  await applyVersion(home, id, '2');
  expect(await chosen('neat')).toMatchObject({ version: '3' });
  await applyVersion(home, id, undefined);
  expect(await chosen('neat')).toMatchObject({ version: '3' });
  expect(await chosen()).toEqual({ model: 'neat' });
});

test('what is chosen while a writer is read counts before the model of the start', async () => {
  await applyVersion(home, id, '1');
  const opened: string[] = [];
  const session = new LiveSession(standardParts());
  onTestFinished(() => session.dispose());
  const nothing = () => undefined;
  const current = new CurrentWriter(home, session, {
    openModel: (model) => Promise.resolve(void opened.push(model)),
    ...{ onChange: nothing, onAlert: nothing, onAlertCleared: nothing, onError: nothing },
  });
  await current.select(id, 'neat', 'quick');
  await current.refresh();
  await applyVersion(home, id, '3');
  await current.refresh();
  await current.select(undefined, 'neat');
  expect(opened).toEqual([versionAt('2'), versionAt('2'), versionAt('3'), 'neat']);
});

test('a folder is the model of its weights; one of the same name may be another', async () => {
  const copy = join(root, 'copy');
  await makeModel(copy, 'neat', 1);
  expect(await chosen(copy)).toMatchObject({ version: '3' });
  const other = join(root, 'other');
  await makeModel(other, 'neat', 9);
  expect(await chosen(other)).toEqual({ model: other });
  // Weights that came with an update keep the versions of those before them.
  await makeModel(join(home.models, 'neat'), 'neat', 9);
  expect(await chosen('neat')).toMatchObject({ version: '3' });
});

test('a version that is named by its folder is meant itself; what is missing is told', async () => {
  expect(await chosen(versionAt('1'))).toEqual({ model: versionAt('1') });
  await expect(chosen('nowhere')).rejects.toMatchObject({ code: 'model-unknown' });
});
