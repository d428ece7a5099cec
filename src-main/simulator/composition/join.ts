import type { TimedStroke } from '../stroke-timing.ts';

/** A join leads this far back and this far forward at most, x-heights. */
const reach = { back: -0.6, forward: 1.7 };
/** From the depth of a descender or from the top of a capital the pen is lifted; x-heights. */
const exits = { lowest: -0.35, highest: 1.35 };
const points = 12;

/** Whether a hand would go from the end of one stroke to the start of the next on the paper. */
export function canJoin(
  from: TimedStroke,
  to: TimedStroke,
  unit: number,
  baseline: number,
): boolean {
  const dx = (to.x[0]! - from.x.at(-1)!) / unit;
  const height = (from.y.at(-1)! - baseline) / unit;
  return dx > reach.back && dx < reach.forward && height > exits.lowest && height < exits.highest;
}

/**
 * The line that joins two strokes: a cubic that leaves and arrives in their directions, drawn at
 * about their speed.
 */
export function joinOf(from: TimedStroke, to: TimedStroke): TimedStroke {
  const [x0, y0] = [from.x.at(-1)!, from.y.at(-1)!];
  const [x1, y1] = [to.x[0]!, to.y[0]!];
  const distance = Math.hypot(x1 - x0, y1 - y0);
  const leaving = direction(from, 'end');
  const arriving = direction(to, 'start');
  const x = new Float64Array(points);
  const y = new Float64Array(points);
  const times = new Float64Array(points);
  const speed = Math.min(120, Math.max(20, (speedOf(from) + speedOf(to)) / 2));
  for (let i = 0; i < points; i++) {
    const at = i / (points - 1);
    const [a2, a3] = [at * at, at * at * at];
    const [h0, h1] = [2 * a3 - 3 * a2 + 1, -2 * a3 + 3 * a2];
    const [m0, m1] = [(a3 - 2 * a2 + at) * distance, (a3 - a2) * distance];
    x[i] = h0 * x0 + h1 * x1 + m0 * leaving[0] + m1 * arriving[0];
    y[i] = h0 * y0 + h1 * y1 + m0 * leaving[1] + m1 * arriving[1];
    if (i > 0) {
      const step = Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
      times[i] = times[i - 1]! + Math.max(0.002, step / speed);
    }
  }
  return { times, x, y, character: to.character, joined: true };
}

/** Unit vector along the first or last tenth of a stroke; zero of a dot. */
function direction({ x, y }: TimedStroke, where: 'start' | 'end'): [number, number] {
  const span = Math.max(1, Math.round(x.length / 10));
  const [a, b] = where === 'start' ? [0, span] : [x.length - 1 - span, x.length - 1];
  const [from, to] = [Math.max(0, a), Math.min(x.length - 1, b)];
  const [dx, dy] = [x[to]! - x[from]!, y[to]! - y[from]!];
  const length = Math.hypot(dx, dy);
  return length > 0 ? [dx / length, dy / length] : [0, 0];
}

/** Mean speed along a stroke, mm/s. */
function speedOf({ x, y, times }: TimedStroke): number {
  let length = 0;
  for (let i = 1; i < x.length; i++) length += Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
  return length / times.at(-1)!;
}

/** Points from the end of one polyline to the start of another, both left out; as `joinOf` leads. */
export function curveBetween(from: readonly number[], to: readonly number[]): number[] {
  const [x0, y0] = [from.at(-2)!, from.at(-1)!];
  const [x1, y1] = [to[0]!, to[1]!];
  const distance = Math.hypot(x1 - x0, y1 - y0);
  if (distance < 1e-3) return [];
  const end = from.length - 2;
  const back = Math.max(0, end - 4);
  const leaving = unit(x0 - from[back]!, y0 - from[back + 1]!);
  const ahead = Math.min(to.length - 2, 4);
  const arriving = unit(to[ahead]! - x1, to[ahead + 1]! - y1);
  const count = Math.max(2, Math.min(points, Math.ceil(distance / 0.1)));
  const curve: number[] = [];
  for (let i = 1; i < count; i++) {
    const at = i / count;
    const [a2, a3] = [at * at, at * at * at];
    const [h0, h1] = [2 * a3 - 3 * a2 + 1, -2 * a3 + 3 * a2];
    const [m0, m1] = [(a3 - 2 * a2 + at) * distance, (a3 - a2) * distance];
    curve.push(
      h0 * x0 + h1 * x1 + m0 * leaving[0] + m1 * arriving[0],
      h0 * y0 + h1 * y1 + m0 * leaving[1] + m1 * arriving[1],
    );
  }
  return curve;
}

function unit(dx: number, dy: number): [number, number] {
  const length = Math.hypot(dx, dy);
  return length > 0 ? [dx / length, dy / length] : [0, 0];
}
