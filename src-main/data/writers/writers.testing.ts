import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allChannels } from '../../contract/sensors.ts';
import type { ModelVersion } from '../../contract/writers.ts';
import { SessionWriter } from '../sessions/session-writer.ts';
import { waves } from '../testing.ts';
import { writeVersion } from './versions.ts';
import { writerFolders, type WritersHome } from './writer-folders.ts';

/** A session of one piece, labelled, as a prompted session or a correction leaves it. */
export async function recordTake(
  home: WritersHome,
  id: string,
  { session, label, pen = 'simulated' }: { session: string; label: string; pen?: string },
): Promise<void> {
  const folder = join(writerFolders(home, id).sessions, session);
  const writer = await SessionWriter.create(folder, { app: 'test', pen });
  const values = waves(20, allChannels);
  for (let i = 0; i < 20; i += 1) {
    const row = values.subarray(i * 13, (i + 1) * 13);
    writer.sample({ timeMs: i * 10, mask: allChannels, values: row }, i * 10);
  }
  const recognition = { text: 'read', confidence: 1, words: [] };
  writer.event('segment', { id: 0, startMs: 0, endMs: 200, committed: true, recognition });
  writer.event('correction', { id: 0, text: label });
  await writer.close();
}

export const someVersion: ModelVersion = {
  format: 'quillwave-version',
  formatVersion: 1,
  version: '1',
  createdAt: '2026-01-01T00:00:00.000Z',
  base: 'words',
  takes: { training: 16, heldBack: 4, corrections: 0 },
  before: { cer: 0.4, wer: 0.8 },
  after: { cer: 0.1, wer: 0.3 },
  readings: [{ text: 'hello', before: 'helb', after: 'hello' }],
  method: 'all layers',
  seconds: 12,
};

/** Puts a proposal where an adaptation would. */
export async function propose(
  home: WritersHome,
  id: string,
  version: Partial<ModelVersion> = {},
): Promise<void> {
  const { proposal } = writerFolders(home, id);
  await mkdir(proposal, { recursive: true });
  await writeFile(join(proposal, 'weights.bin'), 'weights');
  await writeVersion(proposal, { ...someVersion, ...version });
}
