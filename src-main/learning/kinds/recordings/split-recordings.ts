import { RandomGenerator } from '../../../simulator/random.ts';
import { splitByLabel, type Split, type SplitShares } from '../../samples/split.ts';
import type { StoredWindow } from './window-store.ts';

type Divisible = Pick<StoredWindow, 'text' | 'writer' | 'givenPart' | 'key'>;

export interface RecordingsSplit extends Split {
  /**
   * What no two parts share:
   * - `writers`: the figures say how strangers are read
   * - `recordings`: fewer than three writers are named; the figures say how these are read
   */
  readonly by: 'writers' | 'recordings';
  /** True when the data set itself said what is held out. */
  readonly given: boolean;
}

/** One writer for each part. */
const fewestWriters = 3;
/** Labels that come so often on average are divided evenly over the parts. */
const oftenEnough = 5;

/**
 * Divides recordings, by writer where at least three are named: nobody is then in two parts, and
 * recordings without a writer are trained on, for they may be anyone's. A part that the data set
 * keeps from training itself is the test part. The order in which writers (or recordings) go to
 * the parts is a hash of the seed and their name: more data leave most of them where they were.
 */
export function splitRecordings(
  recordings: readonly Divisible[],
  shares: SplitShares,
  seed: number,
): RecordingsSplit {
  const all = recordings.map((_, index) => index);
  const isHeldOut = (index: number) => recordings[index]!.givenPart === 'held-out';
  const heldOut = all.filter(isHeldOut);
  const given = heldOut.length > 0 && heldOut.length < recordings.length;
  const rest = given ? all.filter((index) => !isHeldOut(index)) : all;
  const { by, ...split } = divide(recordings, rest, given ? { ...shares, test: 0 } : shares, seed);
  if (!given) return { ...split, by, given };
  const trained = new Set(rest.map((index) => recordings[index]!.writer));
  const strangers = heldOut.every((index) => {
    const { writer } = recordings[index]!;
    return writer !== undefined && !trained.has(writer);
  });
  return { ...split, test: heldOut, by: strangers ? 'writers' : 'recordings', given };
}

function divide(
  recordings: readonly Divisible[],
  indices: readonly number[],
  shares: SplitShares,
  seed: number,
): Split & Pick<RecordingsSplit, 'by'> {
  const writers = new Set(indices.flatMap((index) => recordings[index]!.writer ?? []));
  if (writers.size >= fewestWriters) {
    const parts = partsOf([...writers], shares, seed);
    const chosen = (part: ReadonlySet<string>) =>
      indices.filter((index) => part.has(recordings[index]!.writer ?? ''));
    return {
      by: 'writers',
      test: chosen(parts.test),
      validation: chosen(parts.validation),
      training: indices.filter((index) => {
        const { writer } = recordings[index]!;
        return writer === undefined || parts.training.has(writer);
      }),
    };
  }
  const texts = new Set(indices.map((index) => recordings[index]!.text));
  if (indices.length >= oftenEnough * texts.size) {
    const own = splitByLabel(
      indices.map((index) => recordings[index]!.text),
      shares,
      seed,
    );
    const back = (part: readonly number[]) => part.map((position) => indices[position]!);
    return {
      by: 'recordings',
      training: back(own.training),
      validation: back(own.validation),
      test: back(own.test),
    };
  }
  const keys = indices.map((index) => `${recordings[index]!.key}/${index}`);
  const parts = partsOf(keys, shares, seed);
  const chosen = (part: ReadonlySet<string>) =>
    indices.filter((_, position) => part.has(keys[position]!));
  return {
    by: 'recordings',
    training: chosen(parts.training),
    validation: chosen(parts.validation),
    test: chosen(parts.test),
  };
}

/** At least one name for each part that wants any, as long as one is left to train on. */
function partsOf(names: readonly string[], shares: SplitShares, seed: number) {
  const order = names
    .map((name) => ({ name, place: new RandomGenerator(`${seed}/part/${name}`).uniform() }))
    .sort((a, b) => a.place - b.place)
    .map(({ name }) => name);
  const take = (share: number) => {
    const wanted = share > 0 ? Math.max(1, Math.round(share * names.length)) : 0;
    return new Set(order.splice(0, Math.min(wanted, order.length - 1)));
  };
  const test = take(shares.test);
  const validation = take(shares.validation);
  return { test, validation, training: new Set(order) };
}
