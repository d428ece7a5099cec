import type { HandwritingSample } from '../../contract/handwriting.ts';
import type { RandomGenerator } from '../random.ts';
import { boundsOf, lineUnder } from './ink.ts';
import { drawInkWarp, type InkWarp, warpInk } from './ink-warp.ts';

/** Spread of tempo and size between two sittings, at strength 1. */
const tempoSpread = 0.2;
const sizeSpread = 0.12;

/**
 * A word with its own times as another person might have written it: leaning and stretched another
 * way, larger or smaller, quicker or slower. The order of strokes, where the hand hurries and its
 * way through the air stay those of the writer.
 * @param xHeight of the source
 * @param strength 0 changes nothing; 1 makes another person's word of it
 */
export function varyTimedWord(
  sample: HandwritingSample,
  xHeight: number,
  strength: number,
  random: RandomGenerator,
): HandwritingSample {
  if (strength === 0) return sample;
  const map: InkMap = {
    warp: drawInkWarp(random, strength),
    size: Math.exp(random.normal(0, sizeSpread * strength)),
    tempo: Math.exp(random.normal(0, tempoSpread * strength)),
    left: boundsOf(sample.strokes).left,
    line: lineUnder(sample.strokes),
    xHeight,
  };
  return {
    ...sample,
    strokes: sample.strokes.map((stroke) => ({ ...stroke, ...mapped(stroke, map) })),
    ...(sample.air && { air: sample.air.map((path) => ({ ...path, ...mapped(path, map) })) }),
  };
}

interface InkMap {
  readonly warp: InkWarp;
  readonly size: number;
  readonly tempo: number;
  readonly left: number;
  readonly line: number;
  readonly xHeight: number;
}

interface Line {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly timesMs?: Float64Array;
}

function mapped({ x, y, timesMs }: Line, map: InkMap): Line {
  const { warp, size, tempo, left, line, xHeight } = map;
  const wx = Float64Array.from(x, (value) => (value - left) / xHeight);
  const wy = Float64Array.from(y, (value) => (value - line) / xHeight);
  warpInk(wx, wy, warp);
  return {
    x: Float32Array.from(wx, (value) => left + value * size * xHeight),
    y: Float32Array.from(wy, (value) => line + value * size * xHeight),
    ...(timesMs && { timesMs: timesMs.map((time) => time / tempo) }),
  };
}
