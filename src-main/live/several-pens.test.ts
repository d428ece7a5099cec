import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { temporaryFolder } from '../data/testing.ts';
import { LiveSession } from './live-session.ts';
import { standardParts } from './standard-parts.ts';

const folder = await temporaryFolder();
const sessions: LiveSession[] = [];
afterEach(() => Promise.all(sessions.splice(0).map((session) => session.dispose())));

/** A session with a simulated pen that has sent some samples. */
async function running(): Promise<LiveSession> {
  const session = new LiveSession(standardParts());
  sessions.push(session);
  await session.connect({ kind: 'simulated', text: 'hello', speed: 10 });
  await samplesBeyond(session, 0);
  return session;
}

function samplesBeyond(session: LiveSession, count: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = session.on('status', ({ statistics }) => {
      if (statistics.samples <= count) return;
      stop();
      resolve();
    });
  });
}

test.each([
  ['is not there', 'missing.csv', undefined],
  ['holds no recording', 'letter.txt', 'Dear reader,\nthis is no recording.\n'],
  ['is damaged', 'damaged.ndjson', '{"series": {"ax": [1, 2'],
])('a file that %s never disconnects a pen that runs', async (_, name, content) => {
  const session = await running();
  const file = join(folder, name);
  if (content !== undefined) await writeFile(file, content);
  const { samples } = session.status.statistics;
  await expect(session.connect({ kind: 'replay', file })).rejects.toMatchObject({
    code: expect.any(String) as string,
  });
  expect(session.status).toMatchObject({
    address: { kind: 'simulated', text: 'hello' },
    presence: 'connected',
  });
  // It is the same connection: its counters were not begun anew.
  await samplesBeyond(session, samples);
  expect(session.status.statistics.badFrames).toBe(0);
});

test('a pen that can never work leaves the one that runs in peace', async () => {
  const session = await running();
  const pen = { kind: 'serial', path: '/dev/null', profile: 'no-such-pen' } as const;
  await expect(session.connect(pen)).rejects.toMatchObject({ code: 'pen-profile' });
  expect(session.status.address).toMatchObject({ kind: 'simulated' });
});
