import { ImageReader } from '../../learning/images/image-reader.ts';
import { readPng, wordImage } from '../../learning/images/read-png.ts';

export function isImage(file: string): boolean {
  return file.toLowerCase().endsWith('.png');
}

/** Reads images of single words; the network is opened with the first of them. */
export class ImageRecognition {
  #reader: Promise<ImageReader> | undefined;

  /** @param folder holds what training with a teacher has left to read images with */
  constructor(private readonly folder: string) {}

  /** @throws UserError when the image or the reader cannot be read */
  async recognize(file: string): Promise<{ text: string; confidence: number }> {
    const pixels = await readPng(file);
    const reader = await (this.#reader ??= ImageReader.open(this.folder));
    const image = wordImage(pixels, reader.description.encoder.height, file);
    const [reading] = await reader.read([image]);
    return reading!;
  }

  async dispose(): Promise<void> {
    const reader = await this.#reader?.catch(() => undefined);
    reader?.dispose();
  }
}
