import type { HandwritingSample } from '../../contract/handwriting.ts';
import { type Bounds, boundsOf, median } from './ink.ts';
import { isDescending, isSmall, letterBand } from './letter-knowledge.ts';

/** From the coordinates of one sample to x-heights above the baseline. */
export interface Placement {
  /** x-heights a unit. */
  readonly scale: number;
  /** Source y of the baseline. */
  readonly baseline: number;
}

/** Of characters that no textbook hand here has, x-heights. */
const usualHeight = 1.25;

/**
 * The height of a writer's small x in units of the source: from the letters that are as tall as
 * one, else from what else the writer wrote and how tall a textbook makes it.
 * @param samples characters or words with labels
 * @returns undefined when nothing says how large this writing is
 */
export function xHeightOf(samples: readonly HandwritingSample[]): number | undefined {
  const small: number[] = [];
  const others: number[] = [];
  const unknown: number[] = [];
  for (const { label, strokes } of samples) {
    const characters = Array.from(label ?? '').filter((character) => /\S/.test(character));
    const bands = characters.map(letterBand);
    const { bottom, top } = boundsOf(strokes);
    if (bands.length === 0 || !(top > bottom)) continue;
    if (bands.some((band) => band === undefined)) {
      unknown.push((top - bottom) / usualHeight);
      continue;
    }
    const expected =
      Math.max(...bands.map((band) => band!.top)) - Math.min(...bands.map((band) => band!.bottom));
    if (expected < 0.5) continue;
    (characters.every(isSmall) ? small : others).push((top - bottom) / expected);
  }
  const known = small.length >= Math.min(5, others.length) ? small : [...small, ...others];
  const height = median(known.length > 0 ? known : unknown);
  return height > 0 ? height : undefined;
}

/** Drawn in a box: is it on a common line there, or has each character been put in the middle? */
const deepEnough = 0.5;

/**
 * How a writer's single characters stand on the line. Where they lie in their boxes decides if
 * descenders lie deep enough there; people who fill a box, though, push g and p up into it, and
 * then letter knowledge decides: descenders hang from the x-height, all else stands on the
 * baseline. Sizes are the writer's own as long as a reader would take a capital for one.
 */
export function placeCharacters(
  characters: ReadonlyMap<string, readonly HandwritingSample[]>,
  xHeight: number,
): (character: string, sample: HandwritingSample) => Placement {
  const bounds = new Map(
    [...characters].map(([character, samples]) => [
      character,
      samples.map(({ strokes }) => boundsOf(strokes)),
    ]),
  );
  const bottomsOf = (is: (character: string) => boolean) =>
    [...bounds].flatMap(([character, boxes]) =>
      is(character) ? [median(boxes.map((box) => box.bottom))] : [],
    );
  const baseline = median(bottomsOf(isSmall));
  const depth = (baseline - median(bottomsOf(isDescending))) / xHeight;
  const inBox = depth >= deepEnough && depth < 2;
  return (character, { strokes }) => {
    const box = boundsOf(strokes);
    const band = letterBand(character);
    if (inBox || !band) return { scale: 1 / xHeight, baseline: lineOf(bounds, baseline) };
    const height = median(bounds.get(character)!.map(({ bottom, top }) => top - bottom));
    const scale = plausibleScale(height / xHeight, band.top - band.bottom) / xHeight;
    return isDescending(character)
      ? { scale, baseline: box.top - band.top / scale }
      : { scale, baseline: box.bottom - band.bottom / scale };
  };
}

/** Factor that brings a height (x-heights) near the expected one; dots and dashes are left. */
function plausibleScale(height: number, expected: number): number {
  // What is but a point or a line says nothing of its scale.
  if (expected < 0.5 || !(height > 0)) return 1;
  const ratio = height / expected;
  return ratio < 0.8 ? 0.8 / ratio : ratio > 1.5 ? 1.5 / ratio : 1;
}

/** The line under everything where no small letter shows it. */
function lineOf(bounds: ReadonlyMap<string, readonly Bounds[]>, baseline: number): number {
  if (Number.isFinite(baseline)) return baseline;
  return median([...bounds.values()].flatMap((boxes) => boxes.map(({ bottom }) => bottom)));
}
