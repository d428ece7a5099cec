import type { HandwritingSample } from '../../contract/handwriting.ts';
import { boundsOf, inkLength, median } from './ink.ts';

/** What of a sample can be compared with others of the same character, in x-heights. */
interface Shape {
  readonly length: number;
  readonly height: number;
}

/** Typical shapes by character. */
export type Shapes = ReadonlyMap<string, Shape>;

/**
 * Ratios to the typical shape beyond which a sample is taken for a torn or another character. Of
 * samples known to be good 1 in 1000 lies beyond the first two, 1 in 10,000 beyond the last.
 */
const limits = {
  own: { length: [0.5, 2], height: [0.5, 1.8] },
  common: { length: [0.4, 2.6], height: [0.45, 2.1] },
} as const;
type Limits = (typeof limits)[keyof typeof limits];

export function typicalShapes(
  characters: ReadonlyMap<string, readonly HandwritingSample[]>,
  xHeight: number,
): Map<string, Shape> {
  return new Map(
    [...characters].map(([character, samples]) => {
      const shapes = samples.map((sample) => shapeOf(sample, xHeight));
      return [character, medianShape(shapes)];
    }),
  );
}

/** The typical shapes of several writers. */
export function commonShapes(writers: readonly Shapes[]): Map<string, Shape> {
  const all = new Map<string, Shape[]>();
  for (const shapes of writers) {
    for (const [character, shape] of shapes) {
      const list = all.get(character);
      if (list) list.push(shape);
      else all.set(character, [shape]);
    }
  }
  return new Map([...all].map(([character, shapes]) => [character, medianShape(shapes)]));
}

/** Whether a sample looks like what it is said to be, beside the writer's own and everyone's. */
export function isPlausible(
  sample: HandwritingSample,
  xHeight: number,
  own: Shape | undefined,
  common: Shape | undefined,
): boolean {
  const shape = shapeOf(sample, xHeight);
  return within(shape, own, limits.own) && within(shape, common, limits.common);
}

function within(shape: Shape, typical: Shape | undefined, { length, height }: Limits): boolean {
  if (!typical) return true;
  const lengths = shape.length / typical.length;
  // A dash has no height to compare.
  const heights = typical.height > 0.3 ? shape.height / typical.height : 1;
  return (
    !(lengths < length[0] || lengths > length[1]) && !(heights < height[0] || heights > height[1])
  );
}

function shapeOf({ strokes }: HandwritingSample, xHeight: number): Shape {
  const { bottom, top } = boundsOf(strokes);
  return { length: inkLength(strokes) / xHeight, height: (top - bottom) / xHeight };
}

function medianShape(shapes: readonly Shape[]): Shape {
  return {
    length: median(shapes.map(({ length }) => length)),
    height: median(shapes.map(({ height }) => height)),
  };
}
