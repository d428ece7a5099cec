import { join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { readRecordings, type PenRecording } from '../../data/recording.ts';
import { evaluateRecordings } from '../../learning/evaluation/evaluate.ts';
import { heldOutWritings } from '../../learning/kinds/words/words-held-out.ts';
import type { WordsRecipe } from '../../learning/kinds/words/words-recipe.ts';
import { splitWriters } from '../../learning/kinds/words/writer-split.ts';
import { fitPens, readThroughFit } from '../../learning/pen-fit/fit-recordings.ts';
import type { FindOptions } from '../../learning/pen-fit/find-pen-fit.ts';
import { asItIs, type PenFit } from '../../learning/pen-fit/pen-fit.ts';
import { openHandwriting } from '../../learning/samples/simulated-handwriting.ts';
import type { Recognizer } from '../../recognizer/recognizer.ts';
import type { PenHardwareOptions } from '../../simulator/pen-hardware.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { rotationFromVector } from '../../simulator/rotation.ts';
import { channelIndex, channelCount } from '../../contract/sensors.ts';

/** What may be strange about a pen, or about who writes with it. */
export const causes = [
  'orientation',
  'pace',
  'force',
  'vibration',
  'channels',
  'sensors',
  'hand',
] as const;
type Cause = (typeof causes)[number];

export const causeTitles: Readonly<Record<Cause, string>> = {
  orientation: 'orientation of the board',
  pace: 'pace: the file says 1.35 times the time that it took',
  force: 'force and contact: the grip presses the resistor',
  vibration: 'vibration: a board that rattles',
  channels: 'channels: no rear accelerometer, no magnetometer, gz lost',
  sensors: 'sensor response: MPU-6050, ±2 g, ±250 °/s, filters, 3 ms of jitter',
  hand: 'the hand: of a writer that no model has learnt from',
};

const wrongClock = 1.35;

/** How much is wrong where only one thing is, and where all but one is; per cent CER of one pen. */
export interface TakenApart {
  readonly pen: number;
  readonly allWrong: number;
  readonly allRight: number;
  readonly onlyRight: Readonly<Record<Cause, number>>;
  readonly onlyWrong: Readonly<Record<Cause, number>>;
}

interface ApartOptions {
  readonly recognizer: Recognizer;
  readonly recipe: WordsRecipe;
  /** File of the trajectories of single characters. */
  readonly characters: string;
  readonly pens: number;
  readonly words: number;
  readonly remember: <T>(key: string, compute: () => Promise<T>) => Promise<T>;
  readonly note: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Simulated pens with everything strange at once, each taken apart: what an oracle brings that sets one
 * thing right, and what one thing costs that alone is wrong. Writer, words and all else are the same.
 */
export async function takeApart(options: ApartOptions): Promise<TakenApart[]> {
  const { recognizer, recipe, characters, pens, words, note, signal } = options;
  const corpus = await openHandwriting(characters);
  const writers = splitWriters(corpus.writers, recipe.writers, recipe.seed);
  const results: TakenApart[] = [];
  for (let pen = 0; pen < pens; pen += 1) {
    const strangers = [writers.test[pen % writers.test.length]!];
    const known = [writers.training[pen % writers.training.length]!];
    const cerWith = (wrong: ReadonlySet<Cause>) =>
      options.remember(JSON.stringify(['apart', pen, words, [...wrong].sort()]), () => read(wrong));
    const read = async (wrong: ReadonlySet<Cause>) => {
      signal?.throwIfAborted();
      const own = { ...writers, test: wrong.has('hand') ? strangers : known };
      const samples = heldOutWritings(recipe, { writers: own }, 'test', words, {
        pen: penWith(wrong, pen),
      });
      const clock = wrong.has('pace') ? wrongClock : 1;
      const recordings = samples.map(({ text, window }, index): PenRecording => ({
        ...{ file: 'simulated', index, label: text, mask: window.mask, values: window.values },
        timesMs: Float64Array.from(
          { length: window.length },
          (_, i) => (1000 * clock * i) / window.rateHz,
        ),
      }));
      return (await evaluateRecordings(recognizer, recordings)).cer;
    };
    const all = new Set(causes);
    const each = async (wrong: (cause: Cause) => ReadonlySet<Cause>) => {
      const cers: Partial<Record<Cause, number>> = {};
      for (const cause of causes) cers[cause] = await cerWith(wrong(cause));
      return cers as Record<Cause, number>;
    };
    const result = {
      pen,
      allWrong: await cerWith(all),
      allRight: await cerWith(new Set()),
      onlyRight: await each((right) => new Set(causes.filter((cause) => cause !== right))),
      onlyWrong: await each((wrong) => new Set([wrong])),
    };
    note(
      `pen ${pen}: CER ${percent(result.allWrong)} with all wrong, ${percent(result.allRight)} with nothing`,
    );
    results.push(result);
  }
  return results;
}

const percent = (fraction: number) => `${(100 * fraction).toFixed(1)} %`;

/** Boards are turned far: by 50 to 180 degrees about any axis. */
function penWith(wrong: ReadonlySet<Cause>, seed: number): PenHardwareOptions {
  const random = new RandomGenerator(`taken apart/${seed}`);
  const axis = [random.normal(), random.normal(), random.normal()] as const;
  const scale = random.uniform(0.9, Math.PI) / Math.hypot(...axis);
  const mounting = rotationFromVector(scale * axis[0], scale * axis[1], scale * axis[2]);
  return {
    ...(wrong.has('orientation') && { mounting }),
    ...(wrong.has('force') && { force: 'gripped' as const }),
    ...(wrong.has('vibration') && { looseBoard: true }),
    ...(wrong.has('channels') && { lost: ['rx', 'ry', 'rz', 'mx', 'my', 'mz', 'gz'] as const }),
    ...(wrong.has('sensors') && { chip: 'mpu-6050' as const, jitterMs: 3 }),
  };
}

/** A real pen, by what an oracle knows of it; CER of each writer. */
export interface RealApart {
  readonly writer: string;
  readonly recordings: number;
  readonly asItIs: number;
  /** Rotation alone, then pace too, then smoothing too: as the labels find them. */
  readonly orientation: number;
  readonly pace: number;
  readonly smoothing: number;
  /** All that, and the force left out. */
  readonly withoutForce: number;
}

/**
 * The force pen, by the labels: its rotation, pace and smoothing as they explain best what was written, one
 * after the other, then its force left out.
 */
export async function realApart(
  recognizer: Recognizer,
  writer: string,
  recordings: readonly PenRecording[],
  search: Pick<FindOptions, 'coarse' | 'fine'>,
): Promise<RealApart> {
  const fits = await fitPens(recognizer, recordingsOf(recordings), {
    ...{ languages: [], labels: true },
    ...search,
  });
  const fit = [...fits.values()][0]?.fit;
  if (!fit) {
    throw new UserError(
      'experiment-data',
      `Nothing of ${writer} tells how the pen is built.`,
      'Give recordings with labels and an accelerometer that feels gravity.',
    );
  }
  const cerOf = async (part: Partial<PenFit>, own = recordings) => {
    const reader = readThroughFit(recognizer, { ...asItIs, ...part });
    return (await evaluateRecordings(reader, own)).cer;
  };
  const { rotation, tempo } = fit;
  return {
    writer,
    recordings: recordings.length,
    asItIs: await cerOf({}),
    orientation: await cerOf({ rotation }),
    pace: await cerOf({ rotation, tempo }),
    smoothing: await cerOf(fit),
    withoutForce: await cerOf(fit, recordings.map(withoutForce)),
  };
}

const force = channelIndex('force');

function withoutForce(recording: PenRecording): PenRecording {
  const values = recording.values.slice();
  for (let at = force; at < values.length; at += channelCount) values[at] = 0;
  return { ...recording, values, mask: recording.mask & ~(1 << force) };
}

// eslint-disable-next-line @typescript-eslint/require-await -- what is here is read as what has to be waited for
async function* recordingsOf(items: readonly PenRecording[]): AsyncGenerator<PenRecording> {
  yield* items;
}

/** All recordings of a file, by writer. */
export async function readByWriter(
  data: string,
  file: string,
  mostOfWriter: number,
): Promise<Map<string, PenRecording[]>> {
  const writers = new Map<string, PenRecording[]>();
  for await (const recording of readRecordings(join(data, file))) {
    const own = writers.get(recording.writer ?? '') ?? [];
    writers.set(recording.writer ?? '', own);
    if (own.length < mostOfWriter) own.push(recording);
  }
  return writers;
}
