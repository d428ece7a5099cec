import type { InkStroke } from '../../contract/handwriting.ts';

/** Columns of a stroke as a file holds them: anything may stand in them. */
export interface RawStroke {
  readonly x: readonly unknown[];
  readonly y: readonly unknown[];
  readonly t?: readonly unknown[];
  readonly p?: readonly unknown[];
}

/** A 16-bit clock of ms starts again here. */
const clockTurn = 65_536;
/** After a turn of the clock the next point comes within this, ms; between strokes within that. */
const longestStep = 2000;
const longestLift = 20_000;
/** Nothing measured is that large, and in 32 bits it would be infinite. */
const largest = 1e30;

/**
 * The points of a stroke that were measured. Left out are points without two numbers, with
 * negative pressure (extrapolated) or at or before the time of the point before; a 16-bit clock
 * that started again is carried on.
 * @returns the stroke unless nothing is left of it, and how many points were left out
 */
export function cleanStroke(raw: RawStroke): { stroke?: InkStroke; dropped: number } {
  const columns = [raw.x, raw.y, ...(raw.t ? [raw.t] : []), ...(raw.p ? [raw.p] : [])];
  const shortest = Math.min(...columns.map((column) => column.length));
  const longest = Math.max(...columns.map((column) => column.length));
  const x = new Float32Array(shortest);
  const y = new Float32Array(shortest);
  const times = raw.t && new Float64Array(shortest);
  const pressure = raw.p && new Float32Array(shortest);
  let count = 0;
  let turns = 0;
  for (let i = 0; i < shortest; i++) {
    const [px, py] = [raw.x[i], raw.y[i]];
    const time = raw.t ? raw.t[i] : 0;
    const force = raw.p ? raw.p[i] : 0;
    if (!isMeasured(px) || !isMeasured(py) || !isMeasured(time) || !isMeasured(force)) continue;
    if (force < 0) continue;
    if (times) {
      const before = count === 0 ? -Infinity : times[count - 1]!;
      let now = time + turns * clockTurn;
      const turned = now + clockTurn - before;
      if (now < before && turned > 0 && turned < longestStep) {
        turns++;
        now += clockTurn;
      }
      if (!(now > before)) continue;
      times[count] = now;
    }
    x[count] = px;
    y[count] = py;
    if (pressure) pressure[count] = force;
    count++;
  }
  const dropped = longest - count;
  if (count === 0) return { dropped };
  const stroke = {
    x: x.slice(0, count),
    y: y.slice(0, count),
    ...(times && { timesMs: times.slice(0, count) }),
    ...(pressure && { pressure: pressure.slice(0, count) }),
  };
  return { stroke, dropped };
}

function isMeasured(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) < largest;
}

/** The times of a stroke after a clock that may have started again; undefined if it ran back. */
export function runOn(timesMs: Float64Array, clock: number): Float64Array | undefined {
  const start = timesMs[0]!;
  if (start >= clock) return timesMs;
  const turns = Math.ceil((clock - start) / clockTurn) * clockTurn;
  return start + turns - clock < longestLift ? timesMs.map((time) => time + turns) : undefined;
}
