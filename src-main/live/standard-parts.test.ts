import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { channelNames } from '../contract/sensors.ts';
import { PenSource } from '../pen/pen-source.ts';
import type { PenTransport, TransportListener } from '../pen/transport.ts';
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

test.each(['my-pen', 'file'])('a pen in a JSON file is read by its %s', async (by) => {
  await writeFile(join(home, 'profiles/mine.json'), JSON.stringify(mine));
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
