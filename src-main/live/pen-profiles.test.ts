import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { channelNames } from '../contract/sensors.ts';
import { PenSource } from '../pen/pen-source.ts';
import type { PenTransport, TransportListener } from '../pen/transport.ts';
import { knownProfiles, openPenProfile } from './pen-profiles.ts';
import { standardParts } from './standard-parts.ts';

let home = '';
const mine = {
  id: 'my-pen',
  title: 'My pen',
  transport: 'serial',
  baudRate: 230_400,
  framing: 'text',
  columns: ['time', { to: 'ax', unit: 'g' }, 'skip', { to: 'force', unit: 'N', scale: 0.5 }],
};

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'quillwave-profiles-'));
  vi.stubEnv('QUILLWAVE_HOME', home);
  await mkdir(join(home, 'profiles'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

const put = (name: string, content: unknown) =>
  writeFile(
    join(home, 'profiles', name),
    typeof content === 'string' ? content : JSON.stringify(content),
  );

test.each(['my-pen', 'file'])('a pen in a JSON file is read by its %s', async (by) => {
  await put('mine.json', mine);
  const named = by === 'file' ? join(home, 'profiles/mine.json') : by;
  const parts = standardParts();
  const address = { kind: 'serial', path: '/dev/none', profile: named } as const;
  const { transport, profile } = await parts.openTransport(address);
  expect(transport.baudRate).toBe(230_400);
  expect(profile.title).toBe('My pen');

  const rows: number[][] = [];
  let listener: TransportListener | undefined;
  const line: PenTransport = {
    ...{ kind: 'serial', description: '', presence: 'connected', droppedBytes: 0 },
    capabilities: { ...transport.capabilities },
    open: (given) => {
      listener = given;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  const source = new PenSource(line, profile, {
    onSample: ({ timeMs, values }) =>
      rows.push([
        timeMs,
        ...['ax', 'force'].map((name) => values[channelNames.indexOf(name as 'ax')]!),
      ]),
    onInformation: () => undefined,
    onPresence: () => undefined,
    onAlert: () => undefined,
    onAlertCleared: () => undefined,
  });
  await source.open();
  // The first row may have been cut by the beginning of the connection and is passed over.
  const text = ',9,9\n0,1,9,4\n10,2,9,6\n20,-1,9,8\n30,0,9,0\n';
  void listener!.onBytes(new TextEncoder().encode(text), 40);
  await source.close();
  expect(rows.map(([, ax]) => ax!.toFixed(4))).toEqual(['9.8067', '19.6133', '-9.8067', '0.0000']);
  expect(rows.map(([, , force]) => force)).toEqual([2, 3, 4, 0]);
});

test('one of the user replaces a built-in one; a damaged one is named and harms no other', async () => {
  await put('a.json', mine);
  await put('b.json', mine);
  await put('onhw.json', { ...mine, id: 'onhw', title: 'My OnHW' });
  await put('broken.json', '{');
  await put('readme.txt', 'no profile');
  const { profiles, problems } = await knownProfiles();
  expect(profiles.filter(({ id }) => id === 'onhw').map(({ title }) => title)).toEqual(['My OnHW']);
  expect(profiles.filter(({ id }) => id === 'my-pen')).toHaveLength(1);
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('b.json'),
    expect.stringContaining('broken.json'),
  ]);
  await expect(openPenProfile('broken')).rejects.toMatchObject({ code: 'pen-profile' });
  expect((await openPenProfile('onhw')).title).toBe('My OnHW');
});

test('what cannot be used is refused with what can', async () => {
  await expect(openPenProfile('feather')).rejects.toMatchObject({
    code: 'pen-profile',
    remedy: expect.stringContaining('penovate') as string,
  });
  await expect(openPenProfile('./nothing.json')).rejects.toMatchObject({
    code: 'file-read-enoent',
  });
  await expect(openPenProfile('d-point')).rejects.toThrow('Bluetooth');
});

test('without a folder the built-in ones are there', async () => {
  await rm(join(home, 'profiles'), { recursive: true });
  const { profiles, problems } = await knownProfiles();
  expect(problems).toEqual([]);
  expect(profiles.length).toBeGreaterThan(3);
});
