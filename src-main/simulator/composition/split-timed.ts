import type { TimedStroke } from '../stroke-timing.ts';

/**
 * Divides one run of the pen, timed as a whole, into its letters.
 * @param timed at equal steps of length along `points`
 * @param points x, y, x, y, …
 * @param letters in order, with the point at which each begins; the first at 0
 */
export function splitTimed(
  timed: TimedStroke,
  points: Float64Array,
  letters: readonly { readonly character: number; readonly at: number }[],
): TimedStroke[] {
  if (letters.length === 1) return [timed];
  const lengths = new Float64Array(points.length / 2);
  for (let i = 1; i < lengths.length; i += 1) {
    const [dx, dy] = [points[2 * i]! - points[2 * i - 2]!, points[2 * i + 1]! - points[2 * i - 1]!];
    lengths[i] = lengths[i - 1]! + Math.hypot(dx, dy);
  }
  const last = timed.times.length - 1;
  const total = lengths.at(-1)!;
  const parts: TimedStroke[] = [];
  let from = 0;
  for (const [index, { character }] of letters.entries()) {
    const next = letters[index + 1];
    const place = next ? Math.round((last * lengths[next.at]!) / total) : last;
    const to = Math.min(last, Math.max(from + 1, place));
    if (to <= from) continue;
    const start = timed.times[from]!;
    parts.push({
      times: timed.times.slice(from, to + 1).map((time) => time - start),
      x: timed.x.slice(from, to + 1),
      y: timed.y.slice(from, to + 1),
      character,
      joined: index > 0,
    });
    from = to;
  }
  return parts;
}
