import { readFile } from 'node:fs/promises';
import { PNG } from 'pngjs';
import { UserError } from '../../contract/alerts.ts';
import { fileError } from '../../data/files/file-errors.ts';
import type { GreyImage } from './grey-image.ts';
import { inkOfPhoto, renderPhoto } from './photo.ts';
import { plainStyle } from './image-style.ts';
import { shrunk } from './raster.ts';

/** A photograph of a page would fill the memory. */
const largest = 20_000_000;

/**
 * The brightness of a PNG file (ITU-R BT.601), what is transparent on white.
 * @throws UserError when it cannot be read, `image-damaged`, `image-large`
 */
export async function readPng(path: string): Promise<GreyImage> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fileError(error, path, 'read');
  });
  const size = bytes.length >= 24 ? bytes.readUInt32BE(16) * bytes.readUInt32BE(20) : 0;
  if (size > largest) {
    throw new UserError(
      'image-large',
      `${path} has ${size.toLocaleString('en')} pixels; one word is read at a time.`,
      'Cut the image to one word.',
    );
  }
  let png: ReturnType<typeof PNG.sync.read>;
  try {
    png = PNG.sync.read(bytes);
  } catch (cause) {
    throw new UserError(
      'image-damaged',
      `${path} is no PNG image that can be read.`,
      'Save the image as PNG again.',
      { cause },
    );
  }
  const { width, height, data } = png;
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < pixels.length; i++) {
    const [red, green, blue, alpha] = [0, 1, 2, 3].map((channel) => data[4 * i + channel]!);
    const grey = 0.299 * red! + 0.587 * green! + 0.114 * blue!;
    pixels[i] = Math.round(255 + ((grey - 255) * alpha!) / 255);
  }
  return { width, height, pixels };
}

/**
 * An image of one word as the encoder reads it: cut to its ink, of the height asked for, on clean
 * paper.
 * @throws UserError `image-empty` when nothing stands out
 */
export function wordImage(image: GreyImage, height: number, path: string): GreyImage {
  const ink = inkOfPhoto(image);
  if (!ink) {
    throw new UserError(
      'image-empty',
      `Nothing is written in ${path}, or it hardly stands out.`,
      'Give an image of dark ink on light paper, with more contrast.',
    );
  }
  // Halfway to the height every pixel still counts; the rest is between neighbours.
  const factor = Math.max(1, Math.floor(ink.height / (2 * height)));
  return renderPhoto(shrunk(ink, factor), plainStyle, height, { flattest: Infinity });
}
