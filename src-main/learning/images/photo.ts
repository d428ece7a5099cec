import type { GreyImage } from './grey-image.ts';
import type { ImageStyle } from './image-style.ts';
import { photograph } from './paper.ts';
import { emptyCoverage, type Coverage } from './raster.ts';
import { smoothNoise } from './smooth-noise.ts';

/** Of the way from paper to the darkest ink: what is darker is ink, what is lighter is none. */
const inkFrom = 0.25;
/** To tell where the ink is, more is asked, so that a shadow does not count. */
const surely = 0.5;

/**
 * The ink of a photographed character, cut to where it is. Paper is taken for what most pixels
 * show, which holds as long as ink covers less than half.
 *
 * @returns undefined when the image shows nothing that stands out
 */
export function inkOfPhoto({ width, height, pixels }: GreyImage): Coverage | undefined {
  const sorted = pixels.slice().sort();
  const paper = sorted[Math.floor(sorted.length / 2)]!;
  const darkest = sorted[Math.floor(sorted.length * 0.02)]!;
  const contrast = paper - darkest;
  if (contrast < 12) return undefined;
  const values = Float32Array.from(pixels, (grey) => {
    const darkness = (paper - grey) / contrast;
    return Math.min(1, Math.max(0, (darkness - inkFrom) / (1 - inkFrom)));
  });
  let [left, right, top, bottom] = [width, -1, height, -1];
  values.forEach((value, at) => {
    if (value < surely) return;
    const column = at % width;
    const row = (at - column) / width;
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  });
  if (right < left) return undefined;
  const cut = emptyCoverage(right - left + 1, bottom - top + 1);
  for (let row = 0; row < cut.height; row++) {
    const start = (top + row) * width + left;
    cut.values.set(values.subarray(start, start + cut.width), row * cut.width);
  }
  return cut;
}

export interface PhotoOptions {
  /** Wider than this for its height, ink is a dash: it keeps its shape instead of growing. Default 3, for a character. */
  readonly flattest?: number;
}

/**
 * Ink of a photograph on another paper, turned, bent and slanted as the style says, with its height
 * brought to that of the image; the width follows.
 */
export function renderPhoto(
  ink: Coverage,
  style: ImageStyle,
  height = 32,
  { flattest = 3 }: PhotoOptions = {},
): GreyImage {
  const margin = style.margin * height;
  const tall = Math.max(ink.height, ink.width / flattest);
  const scale = Math.max(1, height - 2 * margin) / tall;
  const { slant, stretch, distortion, distortionLength } = style;
  const leaning = Math.abs(slant) * ink.height;
  const width = Math.max(4, Math.ceil(stretch * (ink.width + leaning) * scale + 2 * margin));
  const coverage = emptyCoverage(width, height);
  const [cosine, sine] = [Math.cos(style.rotation), Math.sin(style.rotation)];
  const across = smoothNoise(style.seed);
  const upwards = smoothNoise(style.seed + 1);
  const reach = distortionLength * height;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      // Backwards: from the pixel of the result to where it comes from, y down.
      const px = column + 0.5 - width / 2;
      const py = row + 0.5 - height / 2;
      let x = cosine * px - sine * py;
      let y = sine * px + cosine * py;
      x = x / stretch + slant * y;
      if (distortion > 0) {
        const [u, v] = [px / reach, py / reach];
        x += 2.5 * distortion * height * across(u, v);
        y += 2.5 * distortion * height * upwards(u, v);
      }
      coverage.values[row * width + column] = sampleAt(
        ink,
        x / scale + ink.width / 2 - 0.5,
        y / scale + ink.height / 2 - 0.5,
      );
    }
  }
  return photograph(coverage, style);
}

/** Between the four nearest pixels; nothing is outside. */
function sampleAt({ width, height, values }: Coverage, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (column: number, row: number) =>
    column < 0 || row < 0 || column >= width || row >= height ? 0 : values[row * width + column]!;
  const [across, down] = [x - left, y - top];
  const upper = at(left, top) * (1 - across) + at(left + 1, top) * across;
  const lower = at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across;
  return upper * (1 - down) + lower * down;
}
