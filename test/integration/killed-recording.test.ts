import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { homeFolders } from '../../src-main/data/home.ts';
import { journalName } from '../../src-main/data/sessions/session-format.ts';
import { readSession } from '../../src-main/data/sessions/session-reader.ts';
import { recoverSessions } from '../../src-main/data/sessions/session-recovery.ts';
import { listSessions } from '../../src-main/data/sessions/sessions.ts';

const recorder = resolve(import.meta.dirname, '../fixtures/endless-session.ts');

test('a killed recorder loses at most the last second, and the next start recovers the rest', async () => {
  const root = await mkdtemp(join(tmpdir(), 'quillwave-kill-'));
  const home = homeFolders({ environment: { QUILLWAVE_HOME: root } });
  const folder = join(home.recordings, 'killed');
  try {
    const told = await recordAndKill(folder, 1800);
    expect(told.length).toBeGreaterThan(100);

    expect((await listSessions(home)).map(({ state }) => state)).toEqual(['unfinished']);
    const recoveries = await recoverSessions(home);
    expect(recoveries).toHaveLength(1);
    expect(recoveries[0]!.error).toBeUndefined();
    const [listing] = await listSessions(home);
    expect(listing).toMatchObject({ name: 'killed', state: 'recovered', pen: 'simulated' });
    expect(await recoverSessions(home)).toEqual([]);

    const arrivals: number[] = [];
    let rawBytes = 0;
    let first = 0;
    for await (const record of readSession(folder)) {
      if (record.type === 'bytes') rawBytes += record.bytes.length;
      if (record.type !== 'samples') continue;
      arrivals.push(...record.samples.arrivalsMs);
      for (let i = 0; i < record.samples.count; i++) {
        expect(record.samples.values[i * 13]).toBe(first++);
      }
    }
    expect(told.at(-1)! - arrivals.at(-1)!).toBeLessThanOrEqual(1000);
    expect(arrivals).toHaveLength(listing!.samples);
    expect(rawBytes).toBe(listing!.rawBytes);
    expect((await stat(join(folder, journalName))).size).toBe(listing!.journalBytes);
    await expect(readFile(join(folder, 'writing.lock'))).rejects.toThrow();
  } finally {
    await rm(root, { recursive: true });
  }
});

/** @returns the arrivals that the recorder told of before it was killed */
function recordAndKill(folder: string, afterMs: number): Promise<number[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', recorder, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolveTold, reject) => {
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      if (output === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
      output += data.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', () => {
      // The last line may be cut; the one before it was told.
      resolveTold(output.split('\n').slice(0, -1).map(Number));
    });
  });
}
