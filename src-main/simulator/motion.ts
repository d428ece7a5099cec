import type { PageLayout, PageStroke } from './layout.ts';
import { isSpace } from './layout.ts';
import { lowPass, NoiseBand, Wander } from './filters.ts';
import type { RandomGenerator } from './random.ts';
import { type AirWay, type TimedStroke, timeStroke } from './stroke-timing.ts';
import { type CharacterTime, innerRateHz, type PenTrajectory } from './trajectory.ts';
import type { WriterStyle } from './writer.ts';

export interface MotionOptions {
  readonly leadMs: number;
  readonly trailMs: number;
}

/** Writes the page: timed strokes, moves through the air between them, waiting before and after. */
export function write(
  layout: PageLayout,
  style: WriterStyle,
  random: RandomGenerator,
  options: MotionOptions,
): { trajectory: PenTrajectory; characters: CharacterTime[] } {
  // Larger writing takes longer, but less than in proportion (isochrony).
  const tempo = layout.size ** 0.2 * Math.exp(random.normal(0, 0.08));
  const strokes = joinStrokes(layout.strokes).map((stroke) =>
    timeStroke(stroke, style, tempo * Math.exp(random.normal(0, 0.06 * style.unsteadiness))),
  );
  return moveThrough(strokes, layout.characters, style, random, options);
}

/** A joining letter begins where the one before ended; the line between is ink. */
function joinStrokes(strokes: readonly PageStroke[]): PageStroke[] {
  return strokes.map((stroke, index) => {
    const before = strokes[index - 1];
    if (!stroke.joined || !before) return stroke;
    const points = new Float64Array(stroke.points.length + 2);
    points[0] = before.points.at(-2)!;
    points[1] = before.points.at(-1)!;
    points.set(stroke.points, 2);
    return { ...stroke, points };
  });
}

/**
 * The whole motion on the inner grid: strokes on the paper, minimum-jerk moves through the air
 * (Flash and Hogan 1985) between them, pressure, tremor. Strokes may come from fonts or tablets.
 */
export function moveThrough(
  strokes: readonly TimedStroke[],
  text: readonly string[],
  style: WriterStyle,
  random: RandomGenerator,
  options: MotionOptions,
): { trajectory: PenTrajectory; characters: CharacterTime[] } {
  const starts = scheduleStrokes(strokes, text, style, random, options);
  const last = strokes.at(-1)!;
  const end = starts.at(-1)! + last.times.at(-1)!;
  const length = Math.ceil((end + options.trailMs / 1000) * innerRateHz) + 1;
  const timesMs = new Float64Array(length);
  const x = new Float64Array(length);
  const y = new Float64Array(length);
  const height = new Float64Array(length);
  const pressure = new Float64Array(length);
  for (let i = 0; i < length; i++) timesMs[i] = (i * 1000) / innerRateHz;

  const rest = () => ({
    x: random.normal(0, 2),
    y: random.normal(1, 2),
    height: style.lift * random.uniform(1.2, 2.5),
  });
  const [before, after] = [rest(), rest()];
  const first = strokes[0]!;
  let previous = { x: first.x[0]! + before.x, y: first.y[0]! + before.y, time: 0 };
  const level = new Wander(random, style.pressureVariation * style.pressure, 0.3, 2.5);
  for (const [index, stroke] of strokes.entries()) {
    const start = starts[index]!;
    const next = { x: stroke.x[0]!, y: stroke.y[0]! };
    if (index === 0) approach(before.height, previous, next, start);
    else if (!stroke.joined) moveInAir(previous, next, start, stroke.air);
    const stop = layStroke(stroke, start, strokes[index + 1]?.joined === true);
    previous = { x: stroke.x.at(-1)!, y: stroke.y.at(-1)!, time: stop };
  }
  retreat();
  const bandwidth = style.bandwidth * style.sharpness;
  lowPass(x, bandwidth, innerRateHz);
  lowPass(y, bandwidth, innerRateHz);
  addTremor(x);
  addTremor(y);
  return {
    trajectory: { timesMs, x, y, height, pressure },
    characters: characterTimes(strokes, starts, text),
  };

  function range(from: number, to: number): [number, number] {
    return [
      Math.ceil(from * innerRateHz - 1e-9),
      Math.min(length, Math.ceil(to * innerRateHz - 1e-9)),
    ];
  }

  /** Waits above the paper and comes down in the last quarter of a second. */
  function approach(
    from: number,
    a: { x: number; y: number },
    b: { x: number; y: number },
    at: number,
  ) {
    const duration = Math.min(at, 0.25 + Math.hypot(b.x - a.x, b.y - a.y) / style.airSpeed);
    for (let i = 0; i < range(0, at)[1]; i++) {
      const progress = minimumJerk((i / innerRateHz - (at - duration)) / duration);
      x[i] = a.x + (b.x - a.x) * progress;
      y[i] = a.y + (b.y - a.y) * progress;
      height[i] = from * (1 - progress);
    }
  }

  function retreat() {
    const duration = Math.min(0.3, options.trailMs / 1000) + 1e-9;
    for (let i = range(previous.time, length)[0]; i < length; i++) {
      const progress = minimumJerk((i / innerRateHz - previous.time) / duration);
      x[i] = previous.x + after.x * progress;
      y[i] = previous.y + after.y * progress;
      height[i] = after.height * progress;
    }
  }

  function moveInAir(
    a: { x: number; y: number; time: number },
    b: { x: number; y: number },
    at: number,
    air?: AirWay,
  ) {
    const duration = at - a.time;
    const way = air && wayFrom(a, air, b, duration);
    // A hasty lift is a low one: height goes with the square of the time there is.
    const peak = style.lift * Math.min(1, (duration / 0.22) ** 2);
    const [from, to] = range(a.time, at);
    for (let i = from; i < to; i++) {
      const phase = (i / innerRateHz - a.time) / duration;
      const place = way ? way(phase * duration) : between(a, b, minimumJerk(phase));
      x[i] = place.x;
      y[i] = place.y;
      // Position, speed and acceleration are 0 at both ends.
      height[i] = peak * 64 * (phase * (1 - phase)) ** 3;
    }
  }

  function layStroke(stroke: TimedStroke, start: number, runsOn: boolean): number {
    const duration = stroke.times.at(-1)!;
    const [from, to] = range(start, start + duration);
    let segment = 0;
    for (let i = from; i < to; i++) {
      const time = i / innerRateHz - start;
      while (segment < stroke.times.length - 2 && stroke.times[segment + 1]! <= time) segment++;
      const at =
        (time - stroke.times[segment]!) / (stroke.times[segment + 1]! - stroke.times[segment]!);
      x[i] = stroke.x[segment]! + (stroke.x[segment + 1]! - stroke.x[segment]!) * at;
      y[i] = stroke.y[segment]! + (stroke.y[segment + 1]! - stroke.y[segment]!) * at;
      const onset = stroke.joined ? 1 : rise(time / 0.035);
      const release = runsOn ? 1 : rise((duration - time) / 0.03);
      const usual = style.pressure + level.at(i / innerRateHz);
      const wanted = usual * pressing(stroke, segment, at);
      pressure[i] = Math.min(1, Math.max(0.16, wanted * Math.min(onset, release)));
    }
    return start + duration;
  }

  function addTremor(axis: Float64Array) {
    const band = new NoiseBand(random, random.uniform(8, 12), {
      bandwidthHz: 2,
      rateHz: innerRateHz,
    });
    for (let i = 0; i < length; i++) axis[i] = axis[i]! + style.tremor * band.next();
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function between(a: Place, b: Place, share: number): Place {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

/** The recorded way from lift to touch, asked for at growing times, seconds since the lift. */
function wayFrom(
  lift: Place,
  air: AirWay,
  touch: Place,
  duration: number,
): (time: number) => Place {
  const times = [0];
  const places = [lift];
  for (let i = 0; i < air.times.length; i += 1) {
    const time = air.times[i]!;
    if (!(time > times.at(-1)! && time < duration)) continue;
    times.push(time);
    places.push({ x: air.x[i]!, y: air.y[i]! });
  }
  times.push(duration);
  places.push(touch);
  let next = 1;
  return (time) => {
    while (next < times.length - 1 && times[next]! <= time) next += 1;
    const start = times[next - 1]!;
    return between(places[next - 1]!, places[next]!, (time - start) / (times[next]! - start));
  };
}

/** Shares of the usual pressure between two points of a stroke. */
function pressing({ pressure, y }: TimedStroke, segment: number, at: number): number {
  if (pressure) return pressure[segment]! + (pressure[segment + 1]! - pressure[segment]!) * at;
  // Strokes toward the hand press harder than strokes away from it.
  return y[segment + 1]! < y[segment]! ? 1.08 : 0.94;
}

/** Start of each stroke in seconds. */
function scheduleStrokes(
  strokes: readonly TimedStroke[],
  text: readonly string[],
  style: WriterStyle,
  random: RandomGenerator,
  options: MotionOptions,
): number[] {
  const starts: number[] = [];
  let time = options.leadMs / 1000;
  for (const [index, stroke] of strokes.entries()) {
    const before = strokes[index - 1];
    if (before && stroke.gap !== undefined) {
      time += stroke.gap;
    } else if (before && !stroke.joined) {
      const distance = Math.hypot(stroke.x[0]! - before.x.at(-1)!, stroke.y[0]! - before.y.at(-1)!);
      time += style.liftTime * random.uniform(0.7, 1.4) + distance / style.airSpeed;
      const newWord = text.slice(before.character, stroke.character).some((c) => isSpace(c));
      if (newWord && random.chance(style.hesitation)) time += random.uniform(0.15, 0.7);
    }
    starts.push(time);
    time += stroke.times.at(-1)!;
  }
  return starts;
}

function characterTimes(
  strokes: readonly TimedStroke[],
  starts: readonly number[],
  text: readonly string[],
): CharacterTime[] {
  const begin = new Array<number>(text.length).fill(Infinity);
  const end = new Array<number>(text.length).fill(-Infinity);
  for (const [index, stroke] of strokes.entries()) {
    if (stroke.afterthought) continue;
    const start = starts[index]! * 1000;
    begin[stroke.character] = Math.min(begin[stroke.character]!, start);
    end[stroke.character] = Math.max(end[stroke.character]!, start + stroke.times.at(-1)! * 1000);
  }
  const first = Math.min(...begin);
  const last = Math.max(...end);
  return text.map((character, index) => {
    if (!isSpace(character)) return { character, startMs: begin[index]!, endMs: end[index]! };
    const startMs = Math.max(first, ...end.slice(0, index));
    return { character, startMs, endMs: Math.min(last, ...begin.slice(index + 1)) };
  });
}

/** From 0 to 1 with speed and acceleration 0 at both ends; clamped outside. */
export function minimumJerk(phase: number): number {
  if (phase <= 0) return 0;
  if (phase >= 1) return 1;
  return phase * phase * phase * (10 - 15 * phase + 6 * phase * phase);
}

function rise(phase: number): number {
  return phase >= 1 ? 1 : phase <= 0 ? 0 : Math.sin((Math.PI / 2) * phase);
}
