import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layOut } from '../../simulator/layout.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { drawWriterStyle } from '../../simulator/writer.ts';
import { imageInputs, type GreyImage } from './grey-image.ts';
import { drawImageStyle, plainStyle } from './image-style.ts';
import { inkOfPage, inkOfStrokes, inkOfTrajectory } from '../samples/ink.ts';
import { inkOfPhoto, renderPhoto } from './photo.ts';
import { photograph } from './paper.ts';
import { blur, drawLine, emptyCoverage } from './raster.ts';
import { renderInk } from './render-ink.ts';
import { smoothNoise } from './smooth-noise.ts';

const line = (x: number[], y: number[], radius: number) => ({
  x: Float64Array.from(x),
  y: Float64Array.from(y),
  radius: new Float64Array(x.length).fill(radius),
});
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

describe('raster', () => {
  test('a level line along the middle of a row of pixels', () => {
    const coverage = emptyCoverage(5, 3);
    drawLine(coverage, line([-9, 9], [1.5, 1.5], 0.5));
    expect([...coverage.values]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    const between = emptyCoverage(1, 3);
    drawLine(between, line([-9, 9], [1.75, 1.75], 0.5));
    expect([...between.values]).toEqual([0, 0.75, 0.25]);
  });

  test('a dot and a line have about the area that they should', () => {
    const dot = emptyCoverage(20, 20);
    drawLine(dot, line([10.3], [9.8], 5));
    expect(sum(dot.values)).toBeCloseTo(Math.PI * 25, -0.5);
    const slanted = emptyCoverage(60, 60);
    drawLine(slanted, line([10, 45], [12, 47], 2));
    expect(sum(slanted.values) / (4 * Math.hypot(35, 35) + 4 * Math.PI)).toBeCloseTo(1, 1);
  });

  test('many points give the same as few, and what lies outside is left out', () => {
    const coarse = emptyCoverage(30, 12);
    drawLine(coarse, line([-20, 50], [6, 6], 1.2));
    const fine = emptyCoverage(30, 12);
    const x = Array.from({ length: 1401 }, (_, i) => -20 + i / 20);
    drawLine(fine, line(x, new Array<number>(1401).fill(6), 1.2));
    fine.values.forEach((value, i) => expect(value).toBeCloseTo(coarse.values[i]!, 6));
  });

  test('blur keeps the amount of ink away from the edges, and levels as they are', () => {
    const point = emptyCoverage(11, 11);
    point.values[60] = 1;
    blur(point, 0.8);
    expect(sum(point.values)).toBeCloseTo(1, 5);
    expect(point.values[60]).toBeCloseTo((1 / (0.8 * Math.sqrt(2 * Math.PI))) ** 2, 2);
    const level = { width: 4, height: 3, values: new Float32Array(12).fill(0.4) };
    blur(level, 2);
    for (const value of level.values) expect(value).toBeCloseTo(0.4, 6);
  });
});

test('smooth noise is smooth, bounded and without bias', () => {
  const noise = smoothNoise(5);
  let total = 0;
  for (let i = 0; i < 4000; i++) {
    const [x, y] = [i * 0.37, Math.sin(i) * 40];
    const value = noise(x, y);
    total += value;
    expect(Math.abs(value)).toBeLessThanOrEqual(1);
    expect(Math.abs(noise(x + 0.001, y) - value)).toBeLessThan(0.004);
  }
  expect(Math.abs(total / 4000)).toBeLessThan(0.05);
  expect(smoothNoise(6)(3.2, 1.1)).not.toBe(noise(3.2, 1.1));
});

test('paper and ink of a plain style are white and black; ink takes away its share of light', () => {
  const coverage = { width: 2, height: 1, values: Float32Array.of(0, 1) };
  expect([...photograph(coverage, plainStyle).pixels]).toEqual([255, 0]);
  const pale = { ...plainStyle, paper: 200, ink: 0.5 };
  expect([...photograph(coverage, pale).pixels]).toEqual([200, 100]);
});

describe('ink', () => {
  const trajectory = {
    timesMs: Float64Array.of(0, 1, 2, 3, 4, 5, 6),
    x: Float64Array.of(0, 1, 2, 3, 4, 5, 6),
    y: new Float64Array(7),
    height: new Float64Array(7),
    pressure: Float64Array.of(0, 0.2, 0.4, 0, 0, 0.3, 0),
  };

  test('of a trajectory is where it touches; pressure becomes shares of the usual', () => {
    const lines = inkOfTrajectory(trajectory);
    expect(lines.map(({ x }) => Array.from(x))).toEqual([[1, 2], [5]]);
    expect(lines[0]!.pressure![0]).toBeCloseTo(2 / 3, 9);
    expect(lines[1]!.pressure![0]).toBeCloseTo(1, 9);
  });

  test('of strokes', () => {
    const stroke = { x: Float32Array.of(1), y: Float32Array.of(2) };
    expect(inkOfStrokes([stroke])).toEqual([stroke]);
    const pressed = { ...stroke, pressure: Float32Array.of(800) };
    expect(inkOfStrokes([pressed])[0]!.pressure).toEqual(Float32Array.of(1));
  });
});

describe('an image of a word', () => {
  const write = (text: string, seed = 3) =>
    inkOfPage(layOut(text, drawWriterStyle(seed), new RandomGenerator(seed)).strokes);

  test('is as high as asked, as wide as its ink, and the same for the same style', () => {
    const style = drawImageStyle(new RandomGenerator(1));
    const short = renderInk(write('dog'), { style, height: 40 });
    const long = renderInk(write('doggedly'), { style, height: 40 });
    expect(short.image.height).toBe(40);
    expect(long.image.width).toBeGreaterThan(1.5 * short.image.width);
    expect(renderInk(write('dog'), { style, height: 40 })).toEqual(short);
    const other = { ...style, seed: style.seed + 1 };
    expect(renderInk(write('dog'), { style: other, height: 40 })).not.toEqual(short);
  });

  test('tells where its characters are; a space lies between its neighbours', () => {
    const { spans, image } = renderInk(write('to me'));
    expect(spans).toHaveLength(5);
    const middles = spans.map(({ start, end }) => (start + end) / 2);
    expect(middles).toEqual([...middles].sort((a, b) => a - b));
    for (const { start, end } of spans) {
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(image.width);
      expect(end).toBeGreaterThanOrEqual(start);
    }
    expect(spans[2]!.start).toBe(spans[1]!.end);
  });

  test('holds ink within its margins, whatever the style', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const drawn = drawImageStyle(new RandomGenerator(seed));
        const style = { ...drawn, grain: 0, clouds: 0, shading: 0, pressureGain: 0, blur: 0 };
        const { image } = renderInk(write('gather', seed % 7), { style });
        const paper = Math.round(style.paper);
        const { width, height, pixels } = image;
        const edge = pixels.filter(
          (_, at) =>
            at < width ||
            at >= width * (height - 1) ||
            at % width === 0 ||
            at % width === width - 1,
        );
        // The slope of a line's edge may reach half a pixel into a narrow margin.
        expect(Math.min(...edge)).toBeGreaterThan(paper * (1 - style.ink) - 2);
        expect(Math.min(...pixels)).toBeLessThan(0.9 * paper);
      }),
      { numRuns: 25 },
    );
  });

  test('a full stop stays small when it is told how high a letter is', () => {
    const dot = [{ x: [0], y: [0] }];
    const { image } = renderInk(dot, { lowest: 3, style: { ...plainStyle, penWidth: 0.1 } });
    expect(image.pixels.filter((grey) => grey < 128).length).toBeLessThan(16);
    const far = [{ x: [0, 5000], y: [0, 1] }];
    expect(renderInk(far, { widest: 200, lowest: 1 }).image.width).toBe(200);
    expect(() => renderInk([])).toThrow(RangeError);
  });
});

describe('a photographed character', () => {
  /** A dark bar of 4 × 10 on uneven paper. */
  const photo: GreyImage = {
    width: 20,
    height: 16,
    pixels: Uint8Array.from({ length: 320 }, (_, at) => {
      const [column, row] = [at % 20, Math.floor(at / 20)];
      const ink = column >= 7 && column < 11 && row >= 3 && row < 13;
      return ink ? 60 : 190 + (column % 3);
    }),
  };

  test('is cut to its ink', () => {
    const ink = inkOfPhoto(photo)!;
    expect([ink.width, ink.height]).toEqual([4, 10]);
    expect(ink.values.every((value) => value === 1)).toBe(true);
    const blank = { ...photo, pixels: new Uint8Array(320).fill(200) };
    expect(inkOfPhoto(blank)).toBeUndefined();
  });

  test('fills the height of its image', () => {
    const style = { ...plainStyle, margin: 0.1 };
    const image = renderPhoto(inkOfPhoto(photo)!, style, 30);
    expect(image.height).toBe(30);
    // 30 − 2 · 3 rows for 10: scale 2.4, so 4 columns become 9.6, and 6 of margin
    expect(image.width).toBe(16);
    const dark = sum(Array.from(image.pixels, (grey) => (255 - grey) / 255));
    expect(dark / (4 * 10 * 2.4 * 2.4)).toBeCloseTo(1, 1);
    const bent = drawImageStyle(new RandomGenerator(2));
    expect(renderPhoto(inkOfPhoto(photo)!, bent)).toEqual(renderPhoto(inkOfPhoto(photo)!, bent));
  });
});

test('images as inputs: column by column, dark is high, each normalised, zero beyond', () => {
  const image = (width: number, pixels: number[]) => ({
    width,
    height: 2,
    pixels: Uint8Array.from(pixels),
  });
  // Rows (10, 20) and (30, 40): mean 25, variance 125
  const inputs = imageInputs([image(2, [10, 20, 30, 40]), image(1, [7, 7])], 4);
  expect(inputs.columns).toBe(4);
  expect([...inputs.lengths]).toEqual([2, 1]);
  const deviation = Math.sqrt(125);
  const expected = [15, -5, 5, -15, 0, 0, 0, 0].map((value) => value / deviation);
  expected.forEach((value, i) => expect(inputs.values[i]).toBeCloseTo(value, 6));
  expect(inputs.values.subarray(8).every((value) => value === 0)).toBe(true);
  expect(() => imageInputs([image(1, [1, 2]), { ...image(2, [1, 2]), height: 1 }])).toThrow(
    RangeError,
  );
  expect(() => imageInputs([])).toThrow(RangeError);
});
