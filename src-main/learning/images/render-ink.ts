import type { CharacterSpan } from '../cmr/shared-steps.ts';
import type { GreyImage } from './grey-image.ts';
import { plainStyle, type ImageStyle } from './image-style.ts';
import type { InkLine } from '../samples/ink.ts';
import { photograph } from './paper.ts';
import { drawLine, emptyCoverage, type Coverage } from './raster.ts';
import { smoothNoise } from './smooth-noise.ts';

export interface RenderOptions {
  /** Rows of the image; default 32. The width follows from the ink. */
  readonly height?: number;
  /** Default `plainStyle`. */
  readonly style?: ImageStyle;
  /**
   * Ink that is lower than this is not blown up to the full height, so that a full stop or a dash
   * stays one, and “on” is not larger than “dog”: two x-heights, say, in the unit of the ink.
   * Default: a third of its width.
   */
  readonly lowest?: number;
  /** Columns at most; wider ink is squeezed. Default 1024. */
  readonly widest?: number;
}

export interface RenderedInk {
  readonly image: GreyImage;
  /**
   * Columns that each character takes, from the first to behind the last, as far as the lines tell
   * whose they are; a character without ink (a space) lies between its neighbours.
   */
  readonly spans: readonly CharacterSpan[];
}

/**
 * An image of handwriting. The same ink, options and style always give the same image.
 * @throws RangeError for no ink
 */
export function renderInk(lines: readonly InkLine[], options: RenderOptions = {}): RenderedInk {
  const { height = 32, style = plainStyle } = options;
  const bent = bendLines(lines, style);
  const { pixelLines, width } = placeLines(bent, lines, { ...options, height, style });
  const coverage: Coverage = emptyCoverage(width, height);
  for (const line of pixelLines) drawLine(coverage, line);
  return {
    image: photograph(coverage, style),
    spans: spansOf(lines, pixelLines, width),
  };
}

interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Slant, rotation, stretch and elastic distortion (Simard, Steinkraus and Platt 2003), of points. */
function bendLines(lines: readonly InkLine[], style: ImageStyle): Points[] {
  const box = boundsOf(lines);
  const unit = Math.max(box.top - box.bottom, (box.right - box.left) / 4) || 1;
  const { slant, stretch, distortion, distortionLength } = style;
  const [cosine, sine] = [Math.cos(style.rotation), Math.sin(style.rotation)];
  const across = smoothNoise(style.seed);
  const upwards = smoothNoise(style.seed + 1);
  return lines.map((line) => {
    const count = line.x.length;
    const points = { x: new Float64Array(count), y: new Float64Array(count) };
    for (let i = 0; i < count; i++) {
      let x = (line.x[i]! - box.left) / unit;
      let y = (line.y[i]! - box.bottom) / unit;
      if (distortion > 0) {
        const [u, v] = [x / distortionLength, y / distortionLength];
        // Value noise reaches its ends seldom: its deviation is about 0.4.
        x += 2.5 * distortion * across(u, v);
        y += 2.5 * distortion * upwards(u, v);
      }
      x = stretch * (x + slant * y);
      points.x[i] = unit * (cosine * x - sine * y);
      points.y[i] = unit * (sine * x + cosine * y);
    }
    return points;
  });
}

interface Placing extends RenderOptions {
  readonly height: number;
  readonly style: ImageStyle;
}

function placeLines(bent: readonly Points[], lines: readonly InkLine[], placing: Placing) {
  const { height, style, widest = 1024 } = placing;
  const { left, right, bottom, top } = boundsOf(bent);
  const lowest = placing.lowest ?? (right - left) / 3;
  const pen = style.penWidth * height;
  const margin = style.margin * height;
  // A dot has no size at all.
  const tall = Math.max(top - bottom, lowest) || 1;
  const scale = Math.max(1, height - 2 * margin - pen) / tall;
  const free = 2 * margin + pen;
  const width = Math.min(widest, Math.max(4, Math.ceil((right - left) * scale + free)));
  const scaleX = Math.min(scale, (width - free) / (right - left || 1));
  const middle = (top + bottom) / 2;
  const pixelLines = bent.map(({ x, y }, index) => {
    const { pressure } = lines[index]!;
    return {
      x: x.map((value) => margin + pen / 2 + (value - left) * scaleX),
      y: y.map((value) => height / 2 - (value - middle) * scale),
      radius: Float64Array.from(x, (_, i) => {
        const change = pressure ? style.pressureGain * (pressure[i]! - 1) : 0;
        return (pen / 2) * Math.min(1.8, Math.max(0.4, 1 + change));
      }),
    };
  });
  return { pixelLines, width };
}

function boundsOf(
  lines: readonly { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }[],
) {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of lines) {
    for (let i = 0; i < x.length; i++) {
      left = Math.min(left, x[i]!);
      right = Math.max(right, x[i]!);
      bottom = Math.min(bottom, y[i]!);
      top = Math.max(top, y[i]!);
    }
  }
  if (!(left <= right)) throw new RangeError('there is no ink to draw');
  return { left, right, bottom, top };
}

function spansOf(
  lines: readonly InkLine[],
  pixelLines: readonly Points[],
  width: number,
): CharacterSpan[] {
  const spans: ({ start: number; end: number } | undefined)[] = [];
  lines.forEach(({ character }, index) => {
    if (character === undefined) return;
    const { x } = pixelLines[index]!;
    const span = (spans[character] ??= { start: Infinity, end: -Infinity });
    for (const value of x) {
      span.start = Math.min(span.start, value);
      span.end = Math.max(span.end, value);
    }
  });
  // Not map, which passes over the holes that spaces leave.
  return Array.from(spans, (span, character) => {
    if (span) return span;
    const before = spans.slice(0, character).findLast((other) => other !== undefined);
    const after = spans.slice(character).find((other) => other !== undefined);
    return { start: before?.end ?? 0, end: Math.max(before?.end ?? 0, after?.start ?? width) };
  });
}
