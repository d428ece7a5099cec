import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useTensorflow, withoutLeak } from '../../compute/tensorflow.ts';
import { parseNetwork } from '../../recognizer/network/description.ts';
import { createJointModel } from '../cmr/joint-model.ts';
import { parseImageNetwork } from './image-network.ts';
import {
  ImageReader,
  imageReaderFile,
  imageReaderWeights,
  saveImageReader,
} from './image-reader.ts';
import { readPng, wordImage } from './read-png.ts';
import { shrunk } from './raster.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-images-'));
  await useTensorflow();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const description = {
  title: 'Tiny',
  alphabet: ['a', 'b'],
  encoder: parseImageNetwork({
    height: 8,
    width: 5,
    layers: [
      { kind: 'convolution-2d', filters: 2 },
      { kind: 'pooling-2d', size: [2, 2] },
    ],
  }),
  head: parseNetwork({ inputs: 5, classes: 3, layers: [{ kind: 'linear', units: 3 }] }),
};

function tinyModel() {
  const series = parseNetwork({
    inputs: 1,
    classes: 3,
    layers: [
      { kind: 'convolution', filters: 4, kernel: 3 },
      { kind: 'linear', units: 3 },
    ],
  });
  const { encoder: images, head } = description;
  return createJointModel({ series, sharedLayer: 0, images, head }, { seed: 2 });
}

/** A stroke of ink on a page that is white, or transparent. */
async function page(name: string, paper: readonly [number, number]): Promise<string> {
  const png = new PNG({ width: 90, height: 60 });
  for (let i = 0; i < 90 * 60; i++) {
    const [column, row] = [i % 90, Math.floor(i / 90)];
    const ink = column >= 20 && column < 70 && row >= 20 && row < 40;
    png.data.set(ink ? [0, 0, 0, 255] : [paper[0], paper[0], paper[0], paper[1]], 4 * i);
  }
  const file = join(folder, name);
  await writeFile(file, PNG.sync.write(png));
  return file;
}

test('what read images in training reads them the same from its file, without the pen', async () => {
  const model = tinyModel();
  const weights = imageReaderWeights(await model.weights());
  model.dispose();
  expect(weights.every(({ name }) => name.startsWith('image.'))).toBe(true);
  expect(weights.some(({ name }) => name.startsWith('image.shared.'))).toBe(false);
  await saveImageReader(folder, description, weights);
  const image = wordImage(await readPng(await page('word.png', [255, 255])), 8, 'word.png');
  const fresh = await ImageReader.of(description, weights);
  const opened = await ImageReader.open(folder);
  await withoutLeak(async () => {
    const readings = await opened.read([image]);
    expect(readings).toEqual(await fresh.read([image]));
    expect(readings[0]!.confidence).toBeGreaterThan(0);
    expect(readings[0]!.confidence).toBeLessThanOrEqual(1);
  });
  fresh.dispose();
  opened.dispose();
});

test('a file that is cut off or changed is refused', async () => {
  const path = join(folder, imageReaderFile);
  const bytes = await readFile(path);
  for (const broken of [
    bytes.subarray(0, -4),
    Buffer.concat([bytes.subarray(0, -1), Buffer.of(9)]),
  ]) {
    await writeFile(path, broken);
    await expect(ImageReader.open(folder)).rejects.toMatchObject({ code: 'image-reader' });
  }
  await expect(ImageReader.open(join(folder, 'none'))).rejects.toMatchObject({
    remedy: expect.stringContaining('--image-model') as string,
  });
});

test('an image is cut to its ink and brought to the height, whatever its paper', async () => {
  const white = wordImage(await readPng(await page('a.png', [255, 255])), 8, 'a.png');
  const clear = wordImage(await readPng(await page('b.png', [0, 0])), 8, 'b.png');
  expect(white.height).toBe(8);
  // 50 × 20 pixels of ink.
  expect(white.width / white.height).toBeCloseTo(2.5, 0);
  expect(clear).toEqual(white);
});

test('what is no image, too large or empty is named as such', async () => {
  const file = join(folder, 'text.png');
  await writeFile(file, 'no image');
  await expect(readPng(file)).rejects.toMatchObject({ code: 'image-damaged' });
  await expect(readPng(join(folder, 'nowhere.png'))).rejects.toMatchObject({
    code: 'file-read-enoent',
  });
  const huge = await readFile(await page('huge.png', [255, 255]));
  huge.writeUInt32BE(60_000, 16);
  huge.writeUInt32BE(60_000, 20);
  await writeFile(file, huge);
  await expect(readPng(file)).rejects.toMatchObject({ code: 'image-large' });
  const blank = { width: 9, height: 9, pixels: new Uint8Array(81).fill(250) };
  expect(() => wordImage(blank, 8, 'blank.png')).toThrow('Nothing is written in blank.png');
});

test('squares of pixels become their mean', () => {
  const values = Float32Array.of(1, 0, 1, 0, 1, 1, 0.5, 0.5, 1);
  const result = shrunk({ width: 3, height: 3, values }, 2);
  expect([...result.values]).toEqual([0.5, 1, 0.5, 1]);
});
