import { join } from 'node:path';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { homeFolders } from '../../data/home.ts';
import { temporaryFolder } from '../../data/testing.ts';
import { listVersions } from '../../data/writers/versions.ts';
import { listWriters, readWriter } from '../../data/writers/writers.ts';
import {
  oddHand,
  tinySettings,
  tinyTakes,
  usualHand,
} from '../../learning/adaptation/tiny-adaptation.testing.ts';
import {
  writeTinyModel,
  writeTinyRecordings,
} from '../../learning/adaptation/tiny-recordings.testing.ts';
import { runProgram } from '../program.ts';

// A network of a few hundred weights learns in larger steps than one of a million.
vi.mock('../../learning/adaptation/settings.ts', async (load) => ({
  ...(await load<object>()),
  settingsFor: () => tinySettings,
}));

const folder = await temporaryFolder();
const model = join(folder, 'tiny');
const odd = join(folder, 'odd.ndjson');
const usual = join(folder, 'usual.ndjson');

beforeAll(async () => {
  vi.stubEnv('QUILLWAVE_HOME', join(folder, 'home'));
  await writeTinyModel(model);
  await writeTinyRecordings(odd, tinyTakes(16, oddHand));
  await writeTinyRecordings(usual, tinyTakes(8, usualHand));
}, 60_000);

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

async function run(...args: string[]) {
  let [text, told] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    told += String(chunk);
    return true;
  });
  const code = await runProgram(args);
  return { text, told, code };
}

test('a new writer is made, learnt, and read with their version from then on', async () => {
  const { text, told, code } = await run(
    ...['adapt', '--writer', 'Anna Blume', '--hand', 'left'],
    ...['--recordings', odd, '--model', model, '--json'],
  );
  expect(code).toBe(0);
  expect(told).toContain('There was no writer “Anna Blume”: made (anna-blume).');
  expect(told).toMatch(/step 5: kept back CER .* s left/);
  const document = JSON.parse(text) as Record<string, unknown>;
  expect(document).toMatchObject({
    writer: 'anna-blume',
    model,
    version: '1',
    takes: 16,
    held_back: 16,
    kept: true,
    skipped: 0,
  });
  const home = homeFolders();
  expect(await readWriter(home, 'Anna Blume')).toMatchObject({ hand: 'left', version: '1' });
  expect(await listVersions(home, 'anna-blume')).toMatchObject([{ base: 'tiny' }]);

  const evaluate = ['evaluate', '--pens', odd, '--language', 'none', '--json'];
  const own = await run(...evaluate, '--writer', 'Anna Blume');
  const base = await run(...evaluate, '--model', model);
  const cerOf = ({ text: report }: { text: string }) => (JSON.parse(report) as { cer: number }).cer;
  expect(JSON.parse(own.text)).toMatchObject({ writer: 'Anna Blume' });
  expect(cerOf(own)).toBeLessThan(cerOf(base));
  // A model that is named with a writer is read in the writer's version of it.
  const named = await run(...evaluate, '--writer', 'anna-blume', '--model', model);
  expect(cerOf(named)).toBe(cerOf(own));
  expect(named.told).toContain('Reading with version 1 of Anna Blume');
  const recognize = await run('recognize', odd, '--writer', 'Anna Blume', '--model', model);
  expect(recognize.told).toContain('Reading with version 1 of Anna Blume');
}, 60_000);

test('a version that is not better is not kept, and says why', async () => {
  const args = ['adapt', '--writer', 'Usual', '--recordings', usual, '--model', model];
  const { text, code } = await run(...args, '--json');
  expect(code).toBe(0);
  const document = JSON.parse(text) as Record<string, unknown>;
  expect(document).toMatchObject({ kept: false, before: { cer: 0 } });
  expect(document).not.toHaveProperty('version');
  expect(document['reason']).toContain('no better');
  expect((await readWriter(homeFolders(), 'usual')).version).toBeUndefined();
}, 60_000);

test('what cannot be is said, and no writer is made of it', async () => {
  const unread = await run('adapt', '--writer', 'Nobody', '--recordings', odd, '--model', 'none');
  expect(unread.code).toBe(1);
  expect(unread.told).toContain('no model named “none”');
  const nothing = await run('adapt', '--writer', 'Nobody', '--model', model);
  expect(nothing.told).toContain('--recordings FILE');
  const { writers } = await listWriters(homeFolders());
  expect(writers.map(({ id }) => id)).not.toContain('nobody');
  const unknown = await run('evaluate', '--pens', odd, '--writer', 'Nobody');
  expect(unknown.told).toContain('There is no writer “Nobody”');
});

test('a file that is not there leaves no writer behind', async () => {
  const { code, told } = await run(
    ...['adapt', '--writer', 'Nobody Yet', '--recordings', join(folder, 'nowhere.ndjson')],
    ...['--model', model],
  );
  expect(code).toBe(1);
  expect(told).toContain('nowhere.ndjson');
  const { writers } = await listWriters(homeFolders());
  const names = writers.map(({ name }) => name);
  expect(names).not.toContain('Nobody Yet');
});
