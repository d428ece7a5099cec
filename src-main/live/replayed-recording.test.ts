import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../data/testing.ts';
import { replayedRecording } from './replayed-recording.ts';

const folder = await temporaryFolder();
const rows = Array.from({ length: 40 }, (_, i) => Math.sin(i));
const good = JSON.stringify({ series: { ax: rows, ay: rows, az: rows } });

async function play(...lines: string[]) {
  const file = join(folder, 'replayed.ndjson');
  await writeFile(file, lines.join('\n'));
  let chunks = 0;
  try {
    for await (const { bytes } of replayedRecording(file)) chunks += bytes.length > 0 ? 1 : 0;
  } catch (error) {
    return { chunks, error };
  }
  return { chunks };
}

test('what is whole plays without a word', async () => {
  expect((await play(good, good)).error).toBeUndefined();
});

test('damage is told when the rest has been played', async () => {
  const { chunks, error } = await play('{"series"', good, '[1]');
  expect(chunks).toBe((await play(good)).chunks);
  expect(error).toMatchObject({
    code: 'replay-damaged',
    message: expect.stringMatching(/line 1: .* And 1 more\./) as string,
  });
});
