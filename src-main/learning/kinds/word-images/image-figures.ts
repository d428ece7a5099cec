import { characterErrors, errorRate, wordErrors } from '../../../recognizer/decoding/error-rate.ts';
import type { ImageReader } from '../../images/image-reader.ts';
import type { Picture } from '../words/word-pictures.ts';

const readAtOnce = 32;

/** Fractions, by the best path, without a dictionary. */
export interface ImageFigures {
  readonly cer: number;
  readonly wer: number;
  /** Images read. */
  readonly images: number;
}

/** One line. */
export function describeImageFigures({ cer, wer, images }: ImageFigures): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    `${images} images of held-out words by the test writers: CER ${percent(cer)}, WER ${percent(wer)} (best path, no dictionary)`,
  ];
}

/** What a reader makes of pictures. Disposes of the reader. */
export async function figuresOf(
  reader: ImageReader,
  pictures: readonly Picture[],
): Promise<ImageFigures> {
  const characters: ReturnType<typeof characterErrors>[] = [];
  const wrong: ReturnType<typeof wordErrors>[] = [];
  try {
    for (let start = 0; start < pictures.length; start += readAtOnce) {
      const part = pictures.slice(start, start + readAtOnce);
      const readings = await reader.read(part.map(({ image }) => image));
      readings.forEach(({ text }, i) => {
        characters.push(characterErrors(part[i]!.text, text));
        wrong.push(wordErrors(part[i]!.text, text));
      });
    }
  } finally {
    reader.dispose();
  }
  return { cer: errorRate(characters), wer: errorRate(wrong), images: pictures.length };
}
