import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { channelIndex } from '../../contract/sensors.ts';
import { homeFolders, type HomeFolders } from '../home.ts';
import { readAllRecordings, temporaryFolder } from '../testing.ts';
import { addToDictionary, readDictionary, writeDictionary } from './dictionary.ts';
import { readTakes, snapshotTakes, type Take } from './takes.ts';
import {
  applyVersion,
  deleteVersion,
  discardProposal,
  keepProposal,
  listVersions,
  modelOf,
  nextVersion,
  readProposal,
  restoreVersion,
} from './versions.ts';
import { writerFolders } from './writer-folders.ts';
import {
  changeWriter,
  createWriter,
  deleteWriter,
  duplicateWriter,
  emptyWritersTrash,
  keepCalibration,
  listWriters,
  readWriter,
  restoreWriter,
  trashedWriters,
} from './writers.ts';
import { propose, recordTake } from './writers.testing.ts';

const root = await temporaryFolder();
let serial = 0;
let home: HomeFolders;
beforeEach(() => {
  home = homeFolders({ environment: { QUILLWAVE_HOME: join(root, `home-${++serial}`) } });
});
const names = async () => (await listWriters(home)).writers.map(({ name }) => name);

test('a writer is made, changed and found by folder or name', async () => {
  const anna = await createWriter(home, { name: '  Änna Öst ', hand: 'left' });
  expect(anna).toMatchObject({
    id: 'anna-ost',
    name: 'Änna Öst',
    hand: 'left',
  });
  const second = await createWriter(home, { name: 'Änna Öst' });
  expect(second.id).toBe('anna-ost-2');
  await changeWriter(home, second.id, { name: 'Bo', language: 'german' });
  expect(await names()).toEqual(['Änna Öst', 'Bo']);
  expect(await readWriter(home, 'bo')).toMatchObject({ id: second.id, language: 'german' });
  expect(await readWriter(home, anna.id)).toEqual(anna);
  expect((await createWriter(home, { name: '李' })).id).toBe('writer');
  expect(anna.version).toBeUndefined();
});

test('an unknown writer is told together with those there are', async () => {
  await expect(readWriter(home, 'ida')).rejects.toMatchObject({
    code: 'writer-unknown',
    remedy: expect.stringContaining('no writers yet') as string,
  });
  await createWriter(home, { name: 'Anna' });
  await createWriter(home, { name: 'Bo' });
  await createWriter(home, { name: 'Bo' });
  await expect(readWriter(home, '../x')).rejects.toMatchObject({
    remedy: 'Choose one of anna (Anna), bo (Bo), bo-2 (Bo).',
  });
  await expect(readWriter(home, 'BO ')).rejects.toMatchObject({ code: 'writer-ambiguous' });
  expect(() => writerFolders(home, '../x')).toThrow();
});

test('a damaged writer is told of and does not hide the others', async () => {
  const anna = await createWriter(home, { name: 'Anna' });
  const bo = await createWriter(home, { name: 'Bo' });
  await writeFile(writerFolders(home, bo.id).file, '{"format":"quillwave-writer"');
  const { writers, problems } = await listWriters(home);
  expect(writers.map(({ id }) => id)).toEqual([anna.id]);
  expect(problems).toMatchObject([{ code: 'writer-damaged' }]);
  await writeFile(writerFolders(home, bo.id).file, JSON.stringify({ ...bo, formatVersion: 2 }));
  await expect(readWriter(home, bo.id)).rejects.toMatchObject({ code: 'writer-newer' });
});

test('deleting can be undone until the trash is emptied, and a copy has everything', async () => {
  const anna = await createWriter(home, { name: 'Anna' });
  await recordTake(home, anna.id, { session: '2026-01-01_10-00-00', label: 'hello' });
  const copy = await duplicateWriter(home, anna.id);
  expect(copy.name).toBe('Anna (copy)');
  expect((await duplicateWriter(home, anna.id)).name).toBe('Anna (copy)-2');
  expect(await takesOf(copy.id)).toHaveLength(1);

  const trashed = await deleteWriter(home, anna.id);
  expect(await names()).toEqual(['Anna (copy)', 'Anna (copy)-2']);
  expect(await trashedWriters(home)).toEqual([trashed]);
  const taken = await createWriter(home, { name: 'Anna' });
  const back = await restoreWriter(home, trashed);
  expect(back.id).not.toBe(taken.id);
  expect(await takesOf(back.id)).toHaveLength(1);

  await deleteWriter(home, back.id);
  await emptyWritersTrash(home);
  await expect(restoreWriter(home, trashed)).rejects.toMatchObject({ code: 'writer-gone' });
  await expect(deleteWriter(home, 'nobody')).rejects.toMatchObject({ code: 'writer-unknown' });
});

test('takes are labelled, whosoever and corrected by the calibration of their pen', async () => {
  const anna = await createWriter(home, { name: 'Anna', hand: 'left' });
  await recordTake(home, anna.id, { session: join('2026-01-02_10-00-00', '1'), label: 'two' });
  await recordTake(home, anna.id, {
    session: '2026-01-01_10-00-00',
    label: 'one',
    pen: 'serial:/x',
  });
  await recordTake(home, anna.id, { session: 'corrections-2026-01-03_10-00-00', label: 'three' });
  await recordTake(home, anna.id, { session: '2026-01-04_10-00-00', label: '' });
  const plain = await takesOf(anna.id);
  expect(plain.map(({ label, source }) => `${label} ${source}`)).toEqual([
    'one prompt',
    'two prompt',
    'three correction',
  ]);
  expect(plain[0]!.recording).toMatchObject({ writer: anna.id, hand: 'left', label: 'one' });

  const bias = Array.from({ length: 13 }, (_, i) => (i === channelIndex('gx') ? 0.5 : 0));
  const scale = Array.from({ length: 13 }, () => 1);
  await keepCalibration(home, anna.id, 'simulated', { at: '2026-01-01', bias, scale });
  const corrected = await takesOf(anna.id);
  const gx = (takes: Take[], index: number) => takes[index]!.recording.values[channelIndex('gx')]!;
  expect(gx(corrected, 0)).toBe(gx(plain, 0));
  expect(gx(corrected, 1)).toBeCloseTo(gx(plain, 1) - 0.5, 5);
  const file = join(root, 'takes.ndjson.gz');
  expect(await snapshotTakes(home, await readWriter(home, anna.id), file)).toBe(3);
  const { recordings } = await readAllRecordings(file);
  expect(recordings.map(({ label, hand }) => `${label} ${hand}`)).toEqual([
    'one left',
    'two left',
    'three left',
  ]);
  expect(recordings[1]!.values).toEqual(corrected[1]!.recording.values);
  await keepCalibration(home, anna.id, 'simulated', undefined);
  expect((await readWriter(home, anna.id)).calibrations).toEqual({});
});

test('the dictionary grows by what is new', async () => {
  const { id } = await createWriter(home, { name: 'Anna' });
  expect(await readDictionary(home, id)).toEqual([]);
  await addToDictionary(home, id, 'Grüße, Quillwave! 42');
  expect(await addToDictionary(home, id, 'Quillwave don’t -x-')).toEqual([
    'Grüße',
    'Quillwave',
    'don’t',
    'x',
  ]);
  expect(await writeDictionary(home, id, ['b', 'b', ' a '])).toEqual(['b', 'a']);
  expect(await readFile(writerFolders(home, id).dictionary, 'utf8')).toBe('b\na\n');
});

test('only a better version is offered, and versions can be rolled back', async () => {
  const anna = await createWriter(home, { name: 'Anna' });
  expect(await modelOf(home, anna, 'words')).toBe('words');
  await propose(home, anna.id, { after: { cer: 0.4, wer: 0.8 } });
  expect(await readProposal(home, anna.id)).toBeUndefined();
  await expect(keepProposal(home, anna.id)).rejects.toMatchObject({ code: 'version-none' });
  await discardProposal(home, anna.id);

  for (const expected of ['1', '2']) {
    await propose(home, anna.id, { version: '77' });
    expect(await keepProposal(home, anna.id)).toMatchObject({ version: expected });
  }
  expect(await readProposal(home, anna.id)).toBeUndefined();
  expect((await listVersions(home, anna.id)).map(({ version }) => version)).toEqual(['2', '1']);
  const { models } = writerFolders(home, anna.id);
  expect(await modelOf(home, await readWriter(home, anna.id), 'words')).toBe(join(models, '2'));
  await applyVersion(home, anna.id, '1');
  expect((await readWriter(home, anna.id)).version).toBe('1');
  await expect(applyVersion(home, anna.id, '9')).rejects.toMatchObject({
    code: 'version-unknown',
    remedy: 'Choose one of 2, 1.',
  });
  await deleteVersion(home, anna.id, '1');
  expect((await readWriter(home, anna.id)).version).toBeUndefined();
  expect(await readdir(models)).toEqual(['.trash', '2']);
  // Its number is not given away, and it comes back as it was.
  expect(await nextVersion(home, anna.id)).toBe('3');
  await restoreVersion(home, anna.id, '1');
  expect((await listVersions(home, anna.id)).map(({ version }) => version)).toEqual(['2', '1']);
  await expect(restoreVersion(home, anna.id, '1')).rejects.toMatchObject({
    code: 'version-unknown',
  });
});

async function takesOf(id: string): Promise<Take[]> {
  const takes: Take[] = [];
  for await (const take of readTakes(home, await readWriter(home, id))) takes.push(take);
  return takes;
}
