import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { allChannels, channelCount } from '../contract/sensors.ts';
import { readRecordings, type PenRecording } from '../data/recording.ts';
import { SessionWriter } from '../data/sessions/session-writer.ts';
import { CorrectionJournal } from './correction-journal.ts';
import { PieceMemory, type RememberedPiece } from './piece-memory.ts';

const root = await mkdtemp(join(tmpdir(), 'quillwave-corrections-'));
afterAll(() => rm(root, { recursive: true, force: true }));

function piece(id: number, startMs: number, length = 30): RememberedPiece {
  const values = Float32Array.from({ length: length * channelCount }, (_, i) => id + Math.sin(i));
  const window = { rateHz: 100, mask: allChannels, length, values, startMs };
  const recognition = { text: 'rid', confidence: 1, words: [] };
  return {
    segment: { id, startMs, endMs: startMs + length * 10, recognition, committed: true },
    window,
  };
}

test('corrections keep their samples, the newest text counts, older pieces may come later', async () => {
  const folder = join(root, 'corrections');
  const journal = new CorrectionJournal(() =>
    SessionWriter.create(folder, { app: 'test', pen: 'simulated' }),
  );
  await journal.add(piece(7, 5000), 'red');
  await journal.add(piece(3, 1000), 'bread');
  await journal.add(piece(7, 5000), 'read');
  await journal.add(piece(9, 9000), '');
  await journal.close();
  const found: PenRecording[] = [];
  for await (const recording of readRecordings(folder)) found.push(recording);
  expect(found.map(({ label }) => label)).toEqual(['read', 'bread']);
  expect(found[1]!.values).toEqual(piece(3, 1000).window.values);
});

test('the memory of pieces is bounded, and the newest is always there', () => {
  const memory = new PieceMemory(100);
  for (let id = 0; id < 5; id += 1) memory.add(piece(id, id * 1000));
  expect([0, 1, 2, 3, 4].map((id) => memory.find(id) !== undefined)).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
  memory.add(piece(9, 0, 500));
  expect(memory.find(9)).toBeDefined();
  expect(memory.find(4)).toBeUndefined();
});
