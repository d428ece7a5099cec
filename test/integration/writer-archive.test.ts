import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportWriter, importWriter } from '../../src-main/data/writers/archive.ts';
import { addToDictionary, readDictionary } from '../../src-main/data/writers/dictionary.ts';
import { readTakes } from '../../src-main/data/writers/takes.ts';
import { keepProposal, modelOf, writeVersion } from '../../src-main/data/writers/versions.ts';
import { writerFolders } from '../../src-main/data/writers/writer-folders.ts';
import {
  createWriter,
  deleteWriter,
  emptyWritersTrash,
  keepCalibration,
  listWriters,
  readWriter,
  restoreWriter,
} from '../../src-main/data/writers/writers.ts';
import { recordTake, someVersion } from '../../src-main/data/writers/writers.testing.ts';
import { homeFolders } from '../../src-main/data/home.ts';
import { temporaryFolder } from '../../src-main/data/testing.ts';
import { loadModel, saveModel } from '../../src-main/recognizer/model/package.ts';
import { parseNetwork } from '../../src-main/recognizer/network/description.ts';
import { initialWeights } from '../../src-main/recognizer/network/initialize.ts';

const root = await temporaryFolder();
const home = homeFolders({ environment: { QUILLWAVE_HOME: join(root, 'home') } });

/** A model that a writer's adaptation could have left. */
async function saveAdapted(folder: string): Promise<void> {
  const network = parseNetwork({
    inputs: 3,
    classes: 3,
    layers: [
      { kind: 'convolution', filters: 4, kernel: 3, stride: 2 },
      { kind: 'bidirectional-lstm', units: 2 },
      { kind: 'linear', units: 3 },
    ],
  });
  await saveModel(folder, {
    manifest: {
      ...{ name: 'tiny', title: 'Tiny', description: 'of a test', rateHz: 100, network },
      channels: ['ax', 'ay', 'az'],
      alphabet: ['a', 'b'],
      normalization: { kind: 'recording' },
    },
    weights: initialWeights(network, 1),
  });
}

/** What a person would miss. */
async function belongings(id: string) {
  const writer = await readWriter(home, id);
  const takes: unknown[] = [];
  for await (const { label, recording } of readTakes(home, writer)) {
    takes.push({ label, values: recording.values });
  }
  const model = await loadModel(await modelOf(home, writer, 'none'));
  const { hand, version, calibrations } = writer;
  const { weights } = model;
  return { hand, version, calibrations, takes, weights, words: await readDictionary(home, id) };
}

test('a writer survives being deleted and brought back, and being deleted for good when there is a file', async () => {
  const { id } = await createWriter(home, { name: 'Anna', hand: 'left' });
  await recordTake(home, id, { session: join('2026-01-02_10-00-00', '1'), label: 'two' });
  await addToDictionary(home, id, 'Quillwave');
  await keepCalibration(home, id, 'simulated', {
    at: '2026-01-02T10:00:00.000Z',
    bias: Array.from({ length: 13 }, (_, channel) => channel / 10),
    scale: Array.from({ length: 13 }, () => 1),
  });
  const { proposal } = writerFolders(home, id);
  await saveAdapted(proposal);
  await writeVersion(proposal, someVersion);
  await keepProposal(home, id);
  const whole = await belongings(id);
  expect(whole).toMatchObject({ hand: 'left', version: '1', words: ['Quillwave'] });
  expect(whole.takes).toHaveLength(1);

  const file = join(root, 'anna.tar.gz');
  await exportWriter(home, id, file);
  const trashed = await deleteWriter(home, id);
  expect((await listWriters(home)).writers).toEqual([]);
  expect((await restoreWriter(home, trashed)).id).toBe(id);
  expect(await belongings(id)).toEqual(whole);

  await deleteWriter(home, id);
  await emptyWritersTrash(home);
  await expect(restoreWriter(home, trashed)).rejects.toMatchObject({ code: 'writer-gone' });
  expect((await importWriter(home, file)).name).toBe('Anna');
  expect(await belongings(id)).toEqual(whole);
});
