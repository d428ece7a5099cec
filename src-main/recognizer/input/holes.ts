import { blankLabel, type Alphabet } from '../../contract/alphabet.ts';
import type { SignalHole } from '../../contract/sensors.ts';

/** In a shorter hole the straight line that bridges it is nearer to the truth than a guess, ms. */
const leastMs = 250;

/** How much of what the network says in a hole is doubted, and how likely nothing was written in a frame. */
const doubt = 0.5;
const blankShare = 0.6;

/** Letters in running text, per cent: English and German agree closely enough for a guess. */
const frequencies: Readonly<Record<string, number>> = {
  ...{ e: 14, t: 8, a: 7.5, o: 5.5, i: 7, n: 8, s: 6.5, h: 5.5, r: 6.5, d: 4.5, l: 3.8 },
  ...{ c: 2.9, u: 3.5, m: 2.5, w: 2.2, f: 2, g: 2.5, y: 1, p: 1.4, b: 1.7, v: 0.9, k: 1 },
  ...{ j: 0.2, x: 0.1, q: 0.1, z: 0.6 },
};
const rare = 0.05;

/**
 * Has the network say less where it saw nothing: in a hole it reads the straight line that bridges it, most
 * surely as nothing. What letters are likely anyway takes its place, so that the words that a language knows
 * can close the hole.
 *
 * @param logits frames × classes; changed in place
 * @param options frames of the network for each reading, at the tempo that it read, and readings a second
 */
export function doubtHoles(
  logits: Float32Array,
  frames: number,
  alphabet: Alphabet,
  holes: readonly SignalHole[],
  { framesPerReading, rateHz }: { readonly framesPerReading: number; readonly rateHz: number },
): void {
  const guess = guessFor(alphabet);
  const least = (leastMs * rateHz) / 1000;
  for (const { from, to } of holes.filter((hole) => hole.to - hole.from >= least)) {
    const first = Math.max(0, Math.floor(from * framesPerReading));
    const end = Math.min(frames, Math.ceil(to * framesPerReading));
    for (let frame = first; frame < end; frame += 1) {
      mix(logits.subarray(frame * guess.length, (frame + 1) * guess.length), guess);
    }
  }
}

/** Shares of the classes where nothing is known. */
function guessFor(alphabet: Alphabet): Float64Array {
  const weights = alphabet.map((character) => frequencies[character] ?? rare);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const guess = Float64Array.from([0, ...weights], (weight) => ((1 - blankShare) * weight) / sum);
  guess[blankLabel] = blankShare;
  return guess;
}

/** Logits of one frame become logarithms of the mixture. */
function mix(row: Float32Array, guess: Float64Array): void {
  let highest = -Infinity;
  for (const value of row) highest = Math.max(highest, value);
  let sum = 0;
  for (const value of row) sum += Math.exp(value - highest);
  for (let label = 0; label < row.length; label += 1) {
    const said = Math.exp(row[label]! - highest) / sum;
    row[label] = Math.log((1 - doubt) * said + doubt * guess[label]!);
  }
}
