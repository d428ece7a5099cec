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
/** Nor is a word so long that a side needs more. */
const longestSide = 20_000;
const signatureLength = 8;

/**
 * The brightness of a PNG file (ITU-R BT.601), what is transparent on white.
 * @throws UserError when it cannot be read, `image-damaged`, `image-large`
 */
export async function readPng(path: string): Promise<GreyImage> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fileError(error, path, 'read');
  });
  const { sides, readable } = inspectPng(bytes);
  const [across, down] = sides;
  if (across * down > largest || Math.max(...sides) > longestSide) {
    throw new UserError(
      'image-large',
      `${path} has ${across} × ${down} pixels; one word is read at a time.`,
      'Cut the image to one word.',
    );
  }
  let png: ReturnType<typeof PNG.sync.read>;
  try {
    if (!readable) throw new Error('interlaced, or with more than one header');
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

/** What the chunks of a file say before anything is unpacked. */
function inspectPng(bytes: Buffer): { sides: readonly [number, number]; readable: boolean } {
  if (bytes.length < 29) return { sides: [0, 0], readable: true };
  let headers = 0;
  for (let at = signatureLength; at + 8 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IHDR') headers++;
  }
  // Interlaced ones are unpacked without a limit (pngjs 7).
  const readable = headers <= 1 && bytes[28] === 0;
  return { sides: [bytes.readUInt32BE(16), bytes.readUInt32BE(20)], readable };
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
  if ((ink.width * height) / ink.height > longestSide) {
    throw new UserError(
      'image-large',
      `What is written in ${path} is far too wide for its height to be a word.`,
      'Cut the image to one word.',
    );
  }
  const factor = Math.max(1, Math.floor(ink.height / (2 * height)));
  return renderPhoto(shrunk(ink, factor), plainStyle, height, { flattest: Infinity });
}
