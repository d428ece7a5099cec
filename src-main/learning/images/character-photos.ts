import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import { readLines } from '../../data/formats/lines.ts';
import { parseNdjsonLine } from '../../data/formats/ndjson-line.ts';
import type { OnProblem } from '../../data/formats/pen-recording.ts';
import type { GreyImage } from './grey-image.ts';

export interface LabelledImage {
  readonly label: string;
  readonly image: GreyImage;
}

const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096));
const lineSchema = v.object({
  label: v.string(),
  height: side,
  width: side,
  /** Base64 of height × width bytes, row by row from the top, 0 black. */
  pixels: v.string(),
});

/**
 * Photographed characters from NDJSON, gzipped or not, one image a line, without holding the file
 * in memory. Damaged lines are passed over and told to `onProblem`.
 *
 * @throws UserError `images-none` when nothing usable is in the file, and when it cannot be read
 */
export async function* readCharacterPhotos(
  file: string,
  { onProblem }: { readonly onProblem?: OnProblem } = {},
): AsyncGenerator<LabelledImage> {
  let count = 0;
  for await (const line of readLines(file, (problem) => onProblem?.(problem))) {
    if (line.text.trim() === '') continue;
    const { image, problem } = parsePhoto(line.text);
    if (problem !== undefined) {
      onProblem?.({ file, line: line.number, message: problem, skipped: true });
      continue;
    }
    count++;
    yield image;
  }
  if (count > 0) return;
  throw new UserError(
    'images-none',
    `${file} holds no usable image.`,
    'Give NDJSON (gzipped or not) with “label”, “width”, “height” and base64 “pixels” on each line.',
  );
}

function parsePhoto(
  text: string,
):
  | { readonly image: LabelledImage; readonly problem?: never }
  | { readonly image?: never; readonly problem: string } {
  const { line, problem } = parseNdjsonLine(text, lineSchema);
  if (problem !== undefined) return { problem };
  const { label, width, height } = line;
  const pixels = Buffer.from(line.pixels, 'base64');
  if (pixels.length !== width * height) {
    return { problem: `“pixels” holds ${pixels.length} values, not ${width} × ${height}.` };
  }
  return {
    image: {
      label: label.normalize('NFC'),
      image: { width, height, pixels: Uint8Array.from(pixels) },
    },
  };
}
