import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { readRecordings, type PenRecording } from '../../data/recording.ts';
import { resolveLanguage } from '../../recognizer/language/language-library.ts';
import { loadModel } from '../../recognizer/model/package.ts';
import { Recognizer } from '../../recognizer/recognizer.ts';
import { rotationFromVector } from '../../simulator/rotation.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { evaluateRecordings, type Evaluation } from '../../learning/evaluation/evaluate.ts';
import { fitPens, readerFor, type PenFits } from '../../learning/pen-fit/fit-recordings.ts';
import type { FindOptions } from '../../learning/pen-fit/find-pen-fit.ts';
import { remounted } from '../../learning/pen-fit/mountings.ts';
import { repositoryRoot } from '../../learning/recipes/recipe-files.ts';
import { findWordsFiles, loadWordsCorpus } from '../../learning/kinds/words/words-corpus.ts';
import { heldOutWritings } from '../../learning/kinds/words/words-held-out.ts';
import { loadWordsRecipe } from '../../learning/kinds/words/words-recipe.ts';
import type { Experiment, ExperimentContext, ExperimentReport } from '../experiment.ts';
import { readByWriter, realApart, takeApart, type RealApart } from './apart.ts';
import { presentApart } from './present-apart.ts';
import { percent, presentUnseenPen, type Outcome, type Read } from './present.ts';

export interface UnseenPenOptions {
  /** Folder of the model that reads. Default `models/words`. */
  readonly modelFolder?: string;
  /** Whose test writers are simulated. Default `words`. */
  readonly recipe?: string;
  /** Simulated writers, and words of each. */
  readonly writers?: number;
  readonly words?: number;
  /** Recordings of the real pen at most, by writer. Default all. */
  readonly mostOfWriter?: number;
  readonly search?: Pick<FindOptions, 'coarse' | 'fine'>;
  /** Simulated pens that are taken apart. */
  readonly pens?: number;
}

/** Choices of `--parts`: the search without labels, and pens taken apart by oracles. */
const parts = ['search', 'apart'] as const;
type Part = (typeof parts)[number];

/** Below the data folder. */
export const forcePenFile = 'pens/force-pen-words.ndjson.gz';

/** What the model reads of pens that it has never seen, before and after asking how they are built. */
export const unseenPen = unseenPenExperiment();

/** The same with another model or other data. */
export function unseenPenExperiment(options: UnseenPenOptions = {}): Experiment {
  return {
    name: 'unseen-pen',
    summary: 'a real pen that no model has learnt from, and simulated ones whose boards are turned',
    run: (context) => run(context, options),
  };
}

async function run(
  context: ExperimentContext,
  options: UnseenPenOptions,
): Promise<ExperimentReport> {
  const { data, quick } = context;
  const {
    modelFolder = join(repositoryRoot, 'models', 'words'),
    writers = quick ? 2 : 3,
    words = quick ? 8 : 30,
    mostOfWriter = quick ? 8 : Infinity,
    search = quick ? { coarse: 3, fine: 6 } : {},
    pens = quick ? 3 : 10,
  } = options;
  const chosen = chosenParts(context);
  const path = join(data, forcePenFile);
  if (!existsSync(path)) {
    throw new UserError(
      'experiment-data',
      `${data} lacks ${forcePenFile}.`,
      'Give with --data the folder that holds pens/, trajectories/ and words/; docs/research/real-characters.md says what they are.',
    );
  }
  const model = await loadModel(modelFolder);
  const folders = [join(repositoryRoot, 'models', 'languages')];
  const languages = [await resolveLanguage('english', { folders })];
  const recognizer = await Recognizer.open(model, { languages });
  const outcomeOf = (own: readonly PenRecording[]) =>
    readBoth(recognizer, own, (recordings) =>
      fitPens(recognizer, recordings, {
        languages,
        ...search,
        ...(context.signal && { signal: context.signal }),
      }),
    );
  const { sha256 } = model.manifest.weights;
  const settings = { sha256, writers, words, mostOfWriter, search };
  const all = async (name: string, recordings: readonly PenRecording[]) => {
    const outcomes: Outcome[] = [];
    for (const [writer, own] of byWriter(recordings)) {
      context.signal?.throwIfAborted();
      const key = JSON.stringify([name, writer, settings]);
      const outcome = await context.remember(key, () => outcomeOf(own));
      outcomes.push(outcome);
      context.note(
        `${name}, ${writer}: CER ${percent(outcome.asItIs.cer)} as it is, ${percent(outcome.found.cer)} with what was found`,
      );
    }
    return outcomes;
  };
  try {
    const real: PenRecording[] = [];
    for await (const recording of readRecordings(path)) {
      const before = real.filter(({ writer }) => writer === recording.writer).length;
      if (before < mostOfWriter) real.push(recording);
    }
    const apart = chosen.has('apart')
      ? {
          taken: await takeApart({
            ...{ recognizer, pens, words: Math.min(words, quick ? 6 : 15), note: context.note },
            recipe: await loadWordsRecipe(options.recipe ?? 'words'),
            characters: await charactersFile(data, options.recipe ?? 'words'),
            remember: (key, compute) => context.remember(`${sha256} ${key}`, compute),
            ...(context.signal && { signal: context.signal }),
          }),
          real: await realTakenApart(context, recognizer, { sha256, mostOfWriter, search }),
        }
      : undefined;
    const heading = { name: model.manifest.name, sha256, quick };
    if (!chosen.has('search')) return presentApart(heading, apart!);
    const people = { writers, words };
    const simulated = await simulatedRecordings(data, options.recipe ?? 'words', people);
    const searched = presentUnseenPen(heading, {
      real: await all('force pen', real),
      aligned: await all('simulated, as the model knows them', simulated),
      turned: await all('simulated, boards turned', simulated.map(turnedBoard)),
    });
    if (!apart) return searched;
    const { paragraphs, tables } = presentApart(heading, apart);
    return {
      ...searched,
      paragraphs: [...searched.paragraphs, ...paragraphs.slice(1)],
      tables: [...searched.tables, ...tables],
    };
  } finally {
    await recognizer.dispose();
  }
}

/** @throws UserError `experiment-parts` */
function chosenParts({ choices }: ExperimentContext): ReadonlySet<Part> {
  const asked = choices?.['parts'] ?? parts;
  const unknown = asked.find((one) => !parts.some((part) => part === one));
  if (unknown === undefined) return new Set(asked as readonly Part[]);
  throw new UserError(
    'experiment-parts',
    `unseen-pen has no part “${unknown}”.`,
    `Choose of ${parts.join(', ')}.`,
  );
}

async function charactersFile(data: string, recipeName: string): Promise<string> {
  const { data: files } = await loadWordsRecipe(recipeName);
  return join(data, files.characters);
}

async function realTakenApart(
  { data, remember, note, signal }: ExperimentContext,
  recognizer: Recognizer,
  settings: {
    readonly sha256: string;
    readonly mostOfWriter: number;
    readonly search: Pick<FindOptions, 'coarse' | 'fine'>;
  },
): Promise<RealApart[]> {
  const results: RealApart[] = [];
  for (const [writer, own] of await readByWriter(data, forcePenFile, settings.mostOfWriter)) {
    signal?.throwIfAborted();
    const result = await remember(JSON.stringify(['real apart', writer, settings]), () =>
      realApart(recognizer, writer, own, settings.search),
    );
    note(
      `force pen, ${writer}, taken apart: ${percent(result.asItIs)} → ${percent(result.smoothing)}`,
    );
    results.push(result);
  }
  return results;
}

/** So many words of each of some test writers, with pens of their own. */
async function simulatedRecordings(
  data: string,
  recipeName: string,
  { writers, words }: { readonly writers: number; readonly words: number },
): Promise<PenRecording[]> {
  const recipe = await loadWordsRecipe(recipeName);
  const corpus = await loadWordsCorpus(recipe, await findWordsFiles(recipe, data));
  // Writers take turns.
  const samples = heldOutWritings(recipe, corpus, 'test', words * corpus.writers.test.length);
  const chosen = new Set([...new Set(samples.map(({ writer }) => writer))].slice(0, writers));
  return samples
    .filter(({ writer }) => chosen.has(writer))
    .map(({ text, writer, hand, window }, index) => ({
      ...{ file: 'simulated', index, label: text, writer, hand },
      mask: window.mask,
      timesMs: Float64Array.from({ length: window.length }, (_, i) => (1000 * i) / window.rateHz),
      values: window.values,
    }));
}

function turnedBoard(recording: PenRecording): PenRecording {
  const random = new RandomGenerator(`unseen pen/${recording.writer ?? ''}`);
  const axis = [random.normal(), random.normal(), random.normal()] as const;
  const angle = random.uniform(0.8, Math.PI) / Math.hypot(...axis);
  const rotation = rotationFromVector(angle * axis[0], angle * axis[1], angle * axis[2]);
  const { values, mask, timesMs } = recording;
  const window = { values, mask, length: timesMs.length, rateHz: 100, startMs: 0 };
  return { ...recording, values: remounted(window, rotation).values };
}

function byWriter(recordings: readonly PenRecording[]): Map<string, PenRecording[]> {
  const writers = new Map<string, PenRecording[]>();
  for (const recording of recordings) {
    const { writer = '' } = recording;
    writers.set(writer, [...(writers.get(writer) ?? []), recording]);
  }
  return writers;
}

async function readBoth(
  recognizer: Recognizer,
  recordings: readonly PenRecording[],
  find: (recordings: AsyncIterable<PenRecording>) => Promise<PenFits>,
): Promise<Outcome> {
  const before = await evaluateRecordings(recognizer, recordings);
  const fits = await find(asynchronously(recordings));
  const after = await evaluateRecordings(recognizer, recordings, {
    readerOf: (recording) => readerFor(recognizer, fits, recording),
  });
  const found = [...fits.values()][0];
  if (!found) throw nothingToSee(recordings[0]!);
  const { fit, evidence } = found;
  return {
    writer: recordings[0]!.writer ?? '',
    recordings: recordings.length,
    asItIs: ratesOf(before),
    found: ratesOf(after),
    evidence,
    tempo: fit.tempo,
    ...(fit.smoothingHz !== undefined && { smoothingHz: fit.smoothingHz }),
    mistakes: after.mistakes.map(({ written, read }) => `${written} → ${read}`),
  };
}

function nothingToSee({ file, writer }: PenRecording): UserError {
  return new UserError(
    'experiment-data',
    `${file} holds no recording${writer === undefined ? '' : ` by ${writer}`} in which an accelerometer feels gravity.`,
    'Give what the sensors measured, not brought to mean 0.',
  );
}

// eslint-disable-next-line @typescript-eslint/require-await -- what is here is read as what has to be waited for
async function* asynchronously<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

function ratesOf({ cer, wer, greedy }: Evaluation): Read {
  return { cer, wer, greedyCer: greedy!.cer };
}
