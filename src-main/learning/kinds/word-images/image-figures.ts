import { characterErrors, errorRate, wordErrors } from '../../../recognizer/decoding/error-rate.ts';
import type { ImageReader } from '../../images/image-reader.ts';
import type { Picture } from '../words/word-pictures.ts';

const readAtOnce = 32;

/** Fractions, by the best path, without a dictionary. */
export interface ImageFigures extends ImageErrors {
  /** The same of words as people wrote them, where the recipe shows any. */
  readonly people?: ImageErrors;
}

interface ImageErrors {
  readonly cer: number;
  readonly wer: number;
  /** Images read. */
  readonly images: number;
}

/** What a reader is judged by. */
export interface JudgedPictures {
  /** Held-out words, composed of the letters of writers kept from training. */
  readonly composed: readonly Picture[];
  /** Words as people kept from training wrote them; may be empty. */
  readonly people: readonly Picture[];
}

/** A line for each kind of pictures. */
export function describeImageFigures(figures: ImageFigures): string[] {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const line = ({ cer, wer, images }: ImageErrors, what: string) =>
    `${images} images of ${what}: CER ${percent(cer)}, WER ${percent(wer)} (best path, no dictionary)`;
  const { people } = figures;
  return [
    line(figures, 'held-out words by the test writers'),
    ...(people ? [line(people, 'words as the test people wrote them')] : []),
  ];
}

/** What a reader makes of pictures. Disposes of the reader. */
export async function figuresOf(
  reader: ImageReader,
  { composed, people }: JudgedPictures,
): Promise<ImageFigures> {
  try {
    return {
      ...(await errorsOf(reader, composed)),
      ...(people.length > 0 && { people: await errorsOf(reader, people) }),
    };
  } finally {
    reader.dispose();
  }
}

async function errorsOf(reader: ImageReader, pictures: readonly Picture[]): Promise<ImageErrors> {
  const characters: ReturnType<typeof characterErrors>[] = [];
  const wrong: ReturnType<typeof wordErrors>[] = [];
  for (let start = 0; start < pictures.length; start += readAtOnce) {
    const part = pictures.slice(start, start + readAtOnce);
    const readings = await reader.read(part.map(({ image }) => image));
    readings.forEach(({ text }, i) => {
      characters.push(characterErrors(part[i]!.text, text));
      wrong.push(wordErrors(part[i]!.text, text));
    });
  }
  return { cer: errorRate(characters), wer: errorRate(wrong), images: pictures.length };
}
