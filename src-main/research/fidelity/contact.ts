import { quantile } from './statistics.ts';

/** Force and touching in one recording of a word. */
export interface ContactFigures {
  /** Seconds of each stretch on the paper and of each in the air between the first and the last touch. */
  readonly contacts: readonly number[];
  readonly airs: readonly number[];
  /** Share of the time from the first touch to the last lift. */
  readonly airShare: number;
  /** Standard deviation of the force on paper over its mean height above that in the air. */
  readonly forceVariation: number;
  /** Quantiles of the force, 0 that of the air and 1 the mean on paper. */
  readonly forceQuantiles: readonly number[];
  /** Which readings are on paper and which in the air, some readings away from any change. */
  readonly touching: readonly boolean[];
  readonly lifted: readonly boolean[];
}

const forceShares = [0.05, 0.25, 0.5, 0.75, 0.95] as const;
/** Readings around a change of contact that belong to neither side. */
const guard = 3;

/**
 * Contact by the force alone, so that it is found in the same way in real and simulated words: on
 * paper is above the middle between the lowest and the usual force. A resistor that the grip
 * presses never reads zero.
 * @returns undefined when the pen never leaves the paper or the force does not move
 */
export function contactFigures(
  force: ArrayLike<number>,
  rateHz: number,
): ContactFigures | undefined {
  const values = Array.from(force);
  const [low, high] = [quantile(values, 0.02), quantile(values, 0.8)];
  const threshold = (low + high) / 2;
  if (!(high > low)) return undefined;
  const on = values.map((value) => value > threshold);
  const first = on.indexOf(true);
  const last = on.lastIndexOf(true);
  const runs: { touching: boolean; length: number }[] = [];
  for (let i = first; i <= last; i++) {
    const touching = on[i]!;
    const run = runs.at(-1);
    if (run?.touching === touching) run.length++;
    else runs.push({ touching, length: 1 });
  }
  const seconds = (touching: boolean) =>
    runs.filter((run) => run.touching === touching).map(({ length }) => length / rateHz);
  const inside = values.slice(first, last + 1);
  const pressed = inside.filter((value) => value > threshold);
  const released = inside.filter((value) => value <= threshold);
  if (released.length === 0) return undefined;
  const [paper, air] = [meanOf(pressed), meanOf(released)];
  const deviation = Math.sqrt(meanOf(pressed.map((value) => (value - paper) ** 2)));
  const settled = (state: boolean) =>
    on.map((_, i) => {
      if (i < first || i > last) return false;
      for (let near = i - guard; near <= i + guard; near++) if (on[near] !== state) return false;
      return true;
    });
  return {
    contacts: seconds(true),
    airs: seconds(false),
    airShare: released.length / inside.length,
    forceVariation: deviation / (paper - air),
    forceQuantiles: forceShares.map((share) => (quantile(inside, share) - air) / (paper - air)),
    touching: settled(true),
    lifted: settled(false),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
