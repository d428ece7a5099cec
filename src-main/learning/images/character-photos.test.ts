import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReadProblem } from '../../data/formats/pen-recording.ts';
import { readCharacterPhotos, type LabelledImage } from './character-photos.ts';
import { inkOfPhoto } from './photo.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-photos-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const lineOf = (label: string, width: number, height: number, pixels: number[]) =>
  JSON.stringify({ label, width, height, pixels: Buffer.from(pixels).toString('base64') });

async function read(content: string | Uint8Array) {
  const file = join(folder, 'images.ndjson');
  await writeFile(file, content);
  const problems: ReadProblem[] = [];
  const images: LabelledImage[] = [];
  for await (const image of readCharacterPhotos(file, { onProblem: (p) => problems.push(p) })) {
    images.push(image);
  }
  return { images, problems };
}

test('images with their labels, gzipped or not', async () => {
  const text = `${lineOf('A', 2, 1, [3, 250])}\n\n${lineOf('a\u0308', 1, 2, [0, 255])}\n`;
  for (const content of [text, gzipSync(text)]) {
    const { images, problems } = await read(content);
    expect(problems).toEqual([]);
    expect(images).toEqual([
      { label: 'A', image: { width: 2, height: 1, pixels: Uint8Array.of(3, 250) } },
      { label: 'ä', image: { width: 1, height: 2, pixels: Uint8Array.of(0, 255) } },
    ]);
  }
});

test('damaged lines are told and passed over', async () => {
  const { images, problems } = await read(
    [lineOf('x', 2, 2, [1, 2, 3]), '{', '{"label":"y"}', lineOf('z', 1, 1, [9])].join('\n'),
  );
  expect(images.map(({ label }) => label)).toEqual(['z']);
  expect(problems.map(({ line }) => line)).toEqual([1, 2, 3]);
  expect(problems[0]!.message).toContain('3 values, not 2 × 2');
});

test('a file without images says what to do', async () => {
  await expect(read('{"label":"y"}\n')).rejects.toMatchObject({ code: 'images-none' });
});

const real = resolve('../shared/data/images/characters.ndjson.gz');
test.skipIf(!existsSync(real))('the photographed characters at hand', async () => {
  const labels = new Map<string, number>();
  let withInk = 0;
  let seen = 0;
  for await (const { label, image } of readCharacterPhotos(real)) {
    labels.set(label, (labels.get(label) ?? 0) + 1);
    seen++;
    // Every tenth: finding ink is quick, but there are thousands.
    if (seen % 10 === 0 && inkOfPhoto(image)) withInk++;
  }
  expect(labels.size).toBe(62);
  expect([...labels.values()].every((count) => count === 100)).toBe(true);
  expect(withInk).toBeGreaterThan(0.99 * 620);
});
