import fc from 'fast-check';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allChannels, channelCount, hasChannel, maskOf } from '../../contract/sensors.ts';
import type { PenRecording } from './pen-recording.ts';
import { writePens } from './pens-writer.ts';
import { readAllRecordings, temporaryFolder } from '../testing.ts';

const root = await temporaryFolder();
const file = join(root, 'pens.ndjson.gz');

/** What surrounds a label is no part of it, and a blank one is none. */
const text = fc.option(
  fc.string().map((any) => any.trim() || undefined),
  { nil: undefined },
);

const recording: fc.Arbitrary<PenRecording> = fc
  .record({
    label: text,
    writer: text,
    hand: fc.option(fc.constantFrom('left' as const, 'right' as const), { nil: undefined }),
    mask: fc.constantFrom(allChannels, maskOf(['ax', 'ay', 'az']), maskOf(['gx', 'force'])),
    // Milliseconds (clock-unit.ts): steps from 0.1 on, and sums of them are rounded.
    steps: fc.array(fc.double({ min: 0.11, max: 999, noNaN: true }), {
      minLength: 2,
      maxLength: 12,
    }),
    numbers: fc.array(fc.float({ noNaN: true, min: -Math.fround(1e29), max: Math.fround(1e29) }), {
      minLength: channelCount,
      maxLength: channelCount,
    }),
    lossyUnits: fc.boolean(),
  })
  .map(({ steps, numbers, mask, label, writer, hand, lossyUnits }) => {
    let time = -500;
    const values = new Float32Array(steps.length * channelCount);
    for (let i = 0; i < values.length; i++) {
      // JSON has no negative zero.
      if (hasChannel(mask, i % channelCount))
        values[i] = (numbers[(i * 7) % channelCount]! || 0) + 0;
    }
    return {
      ...{ file, index: 0, mask, values },
      timesMs: Float64Array.from(steps, (step) => (time += step)),
      ...(label !== undefined && { label }),
      ...(writer !== undefined && { writer }),
      ...(hand && { hand }),
      ...(lossyUnits && { lossyUnits }),
    };
  });

test('what is written is read again, to the last bit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(recording, { minLength: 1, maxLength: 5 }), async (recordings) => {
      expect(await writePens(file, recordings)).toBe(recordings.length);
      const { recordings: read, problems } = await readAllRecordings(file);
      expect(problems).toEqual([]);
      expect(read).toEqual(recordings.map((one, index) => ({ ...one, index })));
    }),
    { numRuns: 40 },
  );
});

test('a source that fails leaves what was there', async () => {
  const folder = join(root, 'broken');
  await mkdir(folder);
  const path = join(folder, 'pens.ndjson.gz');
  const values = new Float32Array(2 * channelCount);
  await writePens(path, [
    { file: path, index: 0, mask: allChannels, timesMs: Float64Array.of(0, 10), values },
  ]);
  const before = await readAllRecordings(path);
  const broken = async function* () {
    yield await Promise.resolve(before.recordings[0]!);
    throw new Error('gone');
  };
  await expect(writePens(path, broken())).rejects.toThrow('gone');
  expect(await readAllRecordings(path)).toEqual(before);
  expect(await readdir(folder)).toEqual(['pens.ndjson.gz']);
});

test('a name that promises another format is refused before anything is written', async () => {
  for (const name of ['words.csv', 'words.TXT', 'words.json']) {
    const written = writePens(join(root, name), []);
    await expect(written).rejects.toMatchObject({ code: 'pens-name' });
  }
});
