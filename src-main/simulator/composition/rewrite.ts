import type { HandwritingSample, InkStroke } from '../../contract/handwriting.ts';
import type { RandomGenerator } from '../random.ts';
import { type AirWay, type TimedStroke, timeStroke } from '../stroke-timing.ts';
import type { WriterStyle } from '../writer.ts';
import { touchOf, touchSeconds } from './compose.ts';
import { boundsOf, median, strokeSeconds } from './ink.ts';
import type { WriterHand } from './writer-hand.ts';

/** What of a writer's hand is needed to write again what the writer wrote. */
export type Scale = Pick<WriterHand, 'xHeight' | 'relativePressure'>;

/**
 * A small x of a person's writing in mm; what is timed and within this was measured in mm. Beyond it
 * nobody writes on paper, whatever the source says of its unit.
 */
const xHeightsMm = [1, 8] as const;
/** Strokes of running text are about so tall, x-heights. */
const usualStrokeHeight = 1.2;
/**
 * Tempo beside the style's, and bandwidth in Hz: letters of words that a person wrote quickly are
 * not drawn as large loops, and faster or smoother than this they can no longer be read.
 */
const wordTempo = 0.7;
export const wordBandwidth = 16;
/** The pen is not longer in the air than this within a sample, seconds. */
const longestLift = 2;
const shortestLift = 0.03;
/** Strokes smaller than this, mm, are a touch of the pen. */
const dotSize = 0.2;

/**
 * A word or text as its writer wrote it: with its own times, size and way through the air where it
 * has them; else with the speed law of a hand, in the size of the style. Times in the air that the
 * source only guessed are the style's. Which character is under the pen when is not known.
 */
export function rewrite(
  sample: HandwritingSample,
  hand: Scale,
  style: WriterStyle,
  random: RandomGenerator,
): TimedStroke[] {
  const unit = millimetres(sample, hand, style) * Math.exp(random.normal(0, 0.03));
  const { left } = boundsOf(sample.strokes);
  const tempo = wordTempo * Math.exp(random.normal(0, 0.08));
  const strokes: TimedStroke[] = [];
  let lift: number | undefined;
  for (const ink of sample.strokes) {
    const gap = sample.gaps === 'guessed' ? undefined : gapBefore(ink, lift);
    const air = gap === undefined ? undefined : airBefore(ink, lift!, gap);
    const timed = timeInk(ink);
    strokes.push({ ...timed, ...(gap !== undefined && { gap }), ...(air && { air }) });
    lift = ink.timesMs?.at(-1);
  }
  return strokes;

  function airBefore({ timesMs }: InkStroke, lift: number, gap: number): AirWay | undefined {
    const touch = timesMs![0]!;
    const paths = sample.air?.filter(
      ({ timesMs: own }) => own[0]! >= lift && own.at(-1)! <= touch && touch > lift,
    );
    if (!paths || paths.length === 0) return undefined;
    const all = (of: 'timesMs' | 'x' | 'y', map: (value: number) => number) =>
      Float64Array.from(
        paths.flatMap((path) => Array.from(path[of])),
        map,
      );
    return {
      times: all('timesMs', (time) => ((time - lift) * gap) / (touch - lift)),
      x: all('x', (value) => (value - left) * unit),
      y: all('y', (value) => value * unit),
    };
  }

  function timeInk(ink: InkStroke): TimedStroke {
    const x = Float64Array.from(ink.x, (value) => (value - left) * unit);
    const y = Float64Array.from(ink.y, (value) => value * unit);
    const seconds = strokeSeconds(ink);
    const { right, left: start, top, bottom } = boundsOf([{ x, y }]);
    const isDot = Math.max(right - start, top - bottom) < dotSize;
    if (isDot && !(seconds && seconds.at(-1)! >= touchSeconds)) return touchOf(x[0]!, y[0]!, 0);
    if (seconds) {
      const pressure = ink.pressure && hand.relativePressure(ink.pressure);
      return { times: seconds, x, y, character: 0, joined: false, ...(pressure && { pressure }) };
    }
    const points = new Float64Array(2 * x.length);
    for (let i = 0; i < x.length; i++) {
      points[2 * i] = smoothed(x, i);
      points[2 * i + 1] = smoothed(y, i);
    }
    return timeStroke({ points, character: 0, joined: false }, style, tempo);
  }
}

/** Millimetres a unit of the source. */
function millimetres(sample: HandwritingSample, hand: Scale, style: WriterStyle): number {
  const { xHeight } = hand;
  if (sample.label === undefined || xHeight === undefined) {
    const heights = sample.strokes.map((stroke) => {
      const { bottom, top } = boundsOf([stroke]);
      return top - bottom;
    });
    const tall = median(heights.filter((height) => height > 0));
    if (tall > 0) return (usualStrokeHeight * style.xHeight) / tall;
    // A mere line across the page: as wide as so many letters.
    const { left, right } = boundsOf(sample.strokes);
    const letters = Math.max(1, Array.from(sample.label ?? '').length);
    return right > left ? (letters * style.xHeight) / (right - left) : 1;
  }
  const timed = sample.strokes[0]?.timesMs !== undefined;
  const measured = timed || sample.unit === 'mm';
  if (measured && xHeight >= xHeightsMm[0] && xHeight <= xHeightsMm[1]) return 1;
  return style.xHeight / xHeight;
}

function gapBefore({ timesMs }: InkStroke, lift: number | undefined): number | undefined {
  if (lift === undefined || !timesMs) return undefined;
  return Math.min(longestLift, Math.max(shortestLift, (timesMs[0]! - lift) / 1000));
}

/** Takes off the steps of the grid that the points were rounded to; the ends stay. */
function smoothed(values: Float64Array, i: number): number {
  if (i === 0 || i === values.length - 1) return values[i]!;
  return (values[i - 1]! + 2 * values[i]! + values[i + 1]!) / 4;
}
