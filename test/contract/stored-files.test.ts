import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseNote } from '../../src-main/app/notes/note-file.ts';
import { readSession } from '../../src-main/data/sessions/session-reader.ts';
import { readRecordings } from '../../src-main/data/recording.ts';
import { listSessions } from '../../src-main/data/sessions/sessions.ts';
import { listWriters } from '../../src-main/data/writers/writers.ts';
import { defaultSettings } from '../../src-main/contract/settings.ts';
import { parseSettings } from '../../src-main/settings/settings-file.ts';

/**
 * What version 0.1.0 has kept, as it stands in test/fixtures/stored: later versions read it. These files are
 * never made anew; what changes a format adds files of its version beside them.
 */
const stored = join(import.meta.dirname, '../fixtures/stored');
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'quillwave-stored-'));
});
afterEach(() => rm(home, { recursive: true }));

test.each(['settings-0.json', 'settings-1.json'])('%s', async (name) => {
  const read = parseSettings(await readFile(join(stored, name), 'utf8'))!;
  expect(read.refused).toEqual([]);
  expect(read.settings.theme).toBe('dark');
  expect(read.others).toEqual({ version: 1 });
  expect(Object.keys(read.settings).sort()).toEqual(Object.keys(defaultSettings).sort());
});

test('a note', async () => {
  const note = parseNote('note-1', await readFile(join(stored, 'note-1.json'), 'utf8'));
  expect(note).toMatchObject({ title: 'Old', source: 'pen' });
  expect(note.words).toMatchObject([{ text: 'helo', corrected: 'hello', confidence: 0.5 }]);
});

test('a writer', async () => {
  const { writers, problems } = await listWriters({ writers: join(stored, 'writers') });
  expect(problems).toEqual([]);
  expect(writers).toMatchObject([{ id: 'ada', name: 'Ada', hand: 'left', language: 'english' }]);
});

describe('a recording', () => {
  beforeEach(() =>
    cp(join(stored, 'session'), join(home, '2026-11-30_10-00-00'), { recursive: true }),
  );

  test('is listed, read record by record, and gives its corrected label', async () => {
    expect(await listSessions({ recordings: home })).toMatchObject([
      { state: 'complete', samples: 6, pen: 'serial:/dev/ttyACM0' },
    ]);
    const types: string[] = [];
    for await (const { type } of readSession(join(home, '2026-11-30_10-00-00'))) types.push(type);
    expect(types).toEqual(['configuration', 'bytes', 'samples', 'event', 'event', 'end']);
    const recordings = [];
    for await (const one of readRecordings(join(home, '2026-11-30_10-00-00'))) recordings.push(one);
    expect(recordings).toMatchObject([{ label: 'gold' }]);
    expect(recordings[0]!.timesMs).toHaveLength(6);
  });

  test('its bytes are under checksums: whichever is changed is noticed', async () => {
    const journal = await readFile(join(home, '2026-11-30_10-00-00', 'journal.qwj'));
    const whole = await readAll(journal);
    expect(whole.damages).toBe(0);
    for (let at = 0; at < journal.length; at += 3) {
      const flipped = Buffer.from(journal);
      flipped[at]! ^= 0x10;
      const read = await readAll(flipped);
      // Told, and no record that was changed is taken for whole.
      expect(read.damages, `byte ${at}`).toBeGreaterThan(0);
      expect(read.records).toBeGreaterThanOrEqual(whole.records - 1);
    }
  });
});

async function readAll(journal: Buffer): Promise<{ records: number; damages: number }> {
  const folder = await mkdtemp(join(home, 'changed-'));
  await writeFile(join(folder, 'journal.qwj'), journal);
  let [records, damages] = [0, 0];
  for await (const record of readSession(folder, { onDamage: () => (damages += 1) })) {
    records += +!!record;
  }
  return { records, damages };
}
