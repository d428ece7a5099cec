import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { nonsenseCodes } from '../contract/pens.ts';
import { channelsIn } from '../contract/sensors.ts';
import { temporaryFolder } from '../data/testing.ts';
import { genericProfile, parsePenProfile, type PenProfile } from '../pen/profiles.ts';
import { ReplayTransport } from '../pen/replay.ts';
import { writingPackets } from '../pen/virtual/virtual-packets.ts';
import { LiveSession } from './live-session.ts';
import { PenDescriber } from './pen-describer.ts';
import { standardParts } from './standard-parts.ts';

const folder = await temporaryFolder();
const sessions: LiveSession[] = [];
afterEach(() => Promise.all(sessions.splice(0).map((session) => session.dispose())));

/** No count of columns suggests this order. */
const madeUp: PenProfile = parsePenProfile(
  JSON.stringify({
    ...{ id: 'made-up', title: 'Made up', transport: 'any', framing: 'text' },
    columns: [
      ...['gx', 'gy', 'gz'].map((to) => ({ to, unit: '°/s' })),
      { to: 'force' },
      ...['ax', 'ay', 'az'].map((to) => ({ to, unit: 'mg' })),
    ],
  }),
);

/** The bytes of that pen, about which the session is told nothing. */
async function unknownPen(profiles: string) {
  const session = new LiveSession({
    ...standardParts(),
    openTransport: () =>
      Promise.resolve({
        transport: new ReplayTransport({
          title: 'made up',
          chunks: writingPackets(madeUp, 'hello world and all that is in it', 2),
          speed: 4,
        }),
        profile: genericProfile,
      }),
  });
  sessions.push(session);
  const alerts = new Set<string>();
  session.on('alert', ({ code }) => alerts.add(code));
  session.on('alert-cleared', (code) => alerts.delete(code));
  const describer = new PenDescriber(session, profiles, () => Promise.resolve());
  await session.connect({ kind: 'replay', file: 'made-up' });
  return { session, describer, alerts };
}

async function until(check: () => boolean): Promise<void> {
  for (let waited = 0; !check(); waited += 20) {
    if (waited > 15_000) throw new Error('It never came to that.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('nonsense is doubted, described from its bytes, doubted no more, and kept as a profile', async () => {
  const profiles = join(folder, 'one');
  const { session, describer, alerts } = await unknownPen(profiles);
  await until(() => nonsenseCodes.some((code) => alerts.has(code)));
  const seen = describer.read();
  expect(seen.lines.length).toBeGreaterThan(0);
  expect(seen.values).toHaveLength(7);

  const guessed = describer.guess();
  expect(guessed.columns.map(({ to }) => to).join(' ')).toBe('gx gy gz force ax ay az');
  expect(alerts.has('pen-gravity')).toBe(false);
  expect(describer.read().lacking).toEqual(['magnetometer']);
  const before = session.status.statistics.samples;
  await until(() => session.status.statistics.samples > before + 200);
  expect([...alerts].filter((code) => nonsenseCodes.includes(code))).toEqual([]);

  const id = await describer.save({ ...guessed, title: 'Ämma’s pen' });
  expect(id).toBe('amma-s-pen');
  const saved = parsePenProfile(await readFile(join(profiles, `${id}.json`), 'utf8'));
  expect(saved).toMatchObject({ title: 'Ämma’s pen', framing: 'text', transport: 'any' });
  expect(session.profile).toEqual(saved);
  // The same pen, described again, is the same profile.
  expect(await describer.save({ ...guessed, title: 'Ämma’s pen' })).toBe(id);
  expect(await readdir(profiles)).toEqual([`${id}.json`]);
});

test('a column that is left out is left out at once', async () => {
  const { session, describer } = await unknownPen(join(folder, 'two'));
  await until(() => describer.read().description !== undefined);
  const { columns, ...rest } = describer.guess();
  describer.use({ ...rest, columns: columns.map((one, i) => (i < 3 ? { to: 'skip' } : one)) });
  const before = session.status.statistics.samples;
  await until(() => session.status.statistics.samples > before + 20);
  expect(channelsIn(session.status.mask).join(' ')).toBe('ax ay az force');
  expect(() => describer.use({ ...rest, columns: [{ to: 'time' }] })).toThrow(/channel/);
});

test('a profile goes to somebody else and comes back beside its twin; damage is refused', async () => {
  const profiles = join(folder, 'three');
  const { describer } = await unknownPen(profiles);
  await until(() => describer.read().description !== undefined);
  const id = await describer.save(describer.guess());
  const file = join(folder, 'shared.json');
  await describer.export(id, file);
  expect(parsePenProfile(await readFile(file, 'utf8')).id).toBe(id);
  expect(await describer.import(file)).toBe(`${id}-2`);
  await writeFile(file, '{');
  await expect(describer.import(file)).rejects.toMatchObject({ code: 'pen-profile' });
  await expect(describer.export('nothing', file)).rejects.toMatchObject({ code: 'pen-profile' });
});
