import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const integer = v.pipe(v.number(), v.integer());
const placementSchema = v.object({
  x: v.exactOptional(integer),
  y: v.exactOptional(integer),
  width: v.pipe(integer, v.minValue(400), v.maxValue(20_000)),
  height: v.pipe(integer, v.minValue(300), v.maxValue(20_000)),
  maximized: v.boolean(),
});

/** Where the window stood. */
export type Placement = v.InferOutput<typeof placementSchema>;

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const standard: Placement = { width: 1240, height: 860, maximized: false };
/** So much of the title bar must be reachable, px. */
const reachable = 80;

/**
 * What was remembered, or the standard size. A place on a screen that is gone is forgotten.
 * @param areas the work areas of the screens there are
 */
export function readPlacement(file: string, areas: readonly Area[]): Placement {
  let remembered: Placement;
  try {
    remembered = v.parse(placementSchema, JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return standard;
  }
  const { x, y, ...size } = remembered;
  if (x === undefined || y === undefined) return size;
  const visible = areas.some(
    (area) =>
      x + size.width - reachable > area.x &&
      x + reachable < area.x + area.width &&
      y >= area.y &&
      y + reachable < area.y + area.height,
  );
  return visible ? remembered : size;
}
