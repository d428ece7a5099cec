import type { PageStroke } from './layout.ts';
import type { WriterStyle } from './writer.ts';

/** The way of the pen above the paper: seconds since the lift, mm on the page. */
export interface AirWay {
  readonly times: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** A stroke with times; seconds from its own start. */
export interface TimedStroke {
  readonly times: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly character: number;
  /** Without a lift from the stroke before. */
  readonly joined: boolean;
  /** As recorded, 1 the usual pressure of the hand; without it the style's own. */
  readonly pressure?: Float64Array;
  /** Recorded time in the air before this stroke, s; without it the style's own. */
  readonly gap?: number;
  /** As recorded, before this stroke; without it the shortest way. Only beside `gap`. */
  readonly air?: AirWay;
  /** A dot or bar set after the word: the character counts as written before. */
  readonly afterthought?: boolean;
}

/** Spacing of points along a stroke, mm. */
const spacing = 0.08;
/** Curvature below which speed no longer grows, 1/mm. */
const straightness = 0.06;

/**
 * Gives a stroke the speed of a hand: the two-thirds power law, v = K κ^(−1/3) (Lacquaniti,
 * Terzuolo and Viviani 1983), with a start from and an end at rest.
 */
export function timeStroke(stroke: PageStroke, style: WriterStyle, tempo: number): TimedStroke {
  const { x, y, step } = resampleByArc(stroke.points);
  const count = x.length;
  const curvature = smoothedCurvature(x, y, step, 0.13 * style.xHeight);
  const ramp = 0.28 * style.xHeight;
  const gain = tempo * style.tempo * (style.xHeight / 2.7) ** 0.75;
  const times = new Float64Array(count);
  for (let i = 1; i < count; i++) {
    const bend = (curvature[i]! + curvature[i - 1]!) / 2;
    const law = (bend * bend + straightness * straightness) ** (-1 / 6);
    const fromStart = stroke.joined ? 1 : Math.min(1, (((i - 0.5) * step) / ramp) ** (2 / 3));
    const fromEnd = Math.min(1, (((count - i - 0.5) * step) / ramp) ** (2 / 3));
    times[i] = times[i - 1]! + step / (gain * law * Math.max(0.08, Math.min(fromStart, fromEnd)));
  }
  return { times, x, y, character: stroke.character, joined: stroke.joined };
}

function resampleByArc(points: Float64Array): { x: Float64Array; y: Float64Array; step: number } {
  let length = 0;
  for (let i = 2; i < points.length; i += 2) {
    length += Math.hypot(points[i]! - points[i - 2]!, points[i + 1]! - points[i - 1]!);
  }
  const count = Math.max(6, Math.ceil(length / spacing) + 1);
  const step = length / (count - 1);
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  let corner = 0;
  let passed = 0;
  const spanOf = (at: number) =>
    Math.hypot(points[at + 2]! - points[at]!, points[at + 3]! - points[at + 1]!);
  for (let i = 0; i < count; i++) {
    const target = i * step;
    let span = spanOf(2 * corner);
    while (passed + span < target && 2 * corner + 4 < points.length) {
      passed += span;
      corner++;
      span = spanOf(2 * corner);
    }
    const fraction = span > 0 ? Math.min(1, (target - passed) / span) : 1;
    x[i] = points[2 * corner]! + (points[2 * corner + 2]! - points[2 * corner]!) * fraction;
    y[i] = points[2 * corner + 1]! + (points[2 * corner + 3]! - points[2 * corner + 1]!) * fraction;
  }
  return { x, y, step: Math.max(step, 1e-6) };
}

/** Absolute curvature, 1/mm, of the tangent angle averaged over `window` mm to either side. */
function smoothedCurvature(
  x: Float64Array,
  y: Float64Array,
  step: number,
  window: number,
): Float64Array {
  const count = x.length;
  const turn = new Float64Array(count + 1);
  let previous = Math.atan2(y[1]! - y[0]!, x[1]! - x[0]!);
  for (let i = 1; i < count - 1; i++) {
    const angle = Math.atan2(y[i + 1]! - y[i]!, x[i + 1]! - x[i]!);
    let change = angle - previous;
    if (change > Math.PI) change -= 2 * Math.PI;
    else if (change < -Math.PI) change += 2 * Math.PI;
    // Running sum of turning; its difference over a window is the mean curvature there.
    turn[i + 1] = turn[i]! + change;
    previous = angle;
  }
  turn[count] = turn[count - 1]!;
  const half = Math.max(1, Math.round(window / step));
  const curvature = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const low = Math.max(0, i - half);
    const high = Math.min(count - 1, i + half);
    curvature[i] = Math.abs(turn[high + 1]! - turn[low]!) / ((high - low) * step);
  }
  return curvature;
}
