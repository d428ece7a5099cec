import { dirname, join } from 'node:path';
import { UserError } from '../../../contract/alerts.ts';
import { homeFolders } from '../../../data/home.ts';
import { makeFolder } from '../../../data/files/make-folder.ts';
import type { OnProblem } from '../../../data/recording.ts';
import {
  assembleModel,
  loadModel,
  saveModel,
  type ModelPackage,
} from '../../../recognizer/model/package.ts';
import { Recognizer } from '../../../recognizer/recognizer.ts';
import type { Evaluation } from '../../evaluation/evaluate.ts';
import type { TrainingResult } from '../../runs/run.ts';
import { RunFolder, type LearnedOn } from '../../runs/run-folder.ts';
import { startingModel, startingWeights } from '../../runs/starting-model.ts';
import { versionsInUse } from '../../runs/versions.ts';
import { recordingsCard } from './recordings-card.ts';
import { loadRecordingsCorpus, type RecordingsCorpus } from './recordings-corpus.ts';
import {
  describeRecordingsFigures,
  judgeRecordings,
  type RecordingsFigures,
} from './recordings-figures.ts';
import type { RecordingsRecipe } from './recordings-recipe.ts';
import { trainRecordings, type RecordingsProgress } from './train-recordings.ts';
import { removeStaleWindows, removeWindows } from './window-store.ts';

export interface RecordingsPlaces {
  /** Files and folders of recordings. Default: those that the recipe names. */
  readonly recordings?: readonly string[];
  /** Name or folder of a model to start from. Default: from scratch. */
  readonly from?: string;
  /** Default: `runs/NAME` in the user's folder. */
  readonly runFolder?: string;
  /** Where the model goes, or lies. Default: `models/NAME` in the user's folder. */
  readonly modelFolder?: string;
  readonly onProblem?: OnProblem;
  readonly signal?: AbortSignal;
}

export interface RunRecordingsOptions extends RecordingsPlaces {
  /** Continue the standing run. Default false. */
  readonly resume?: boolean;
  /** Told once what will be learnt from, then of every step. */
  readonly onCorpus?: (corpus: RecordingsCorpus) => void;
  readonly onProgress?: (progress: RecordingsProgress) => void;
}

export interface RecordingsOutcome {
  readonly training: TrainingResult;
  readonly runFolder: string;
  readonly corpus: RecordingsCorpus;
  /** Undefined when training was stopped before its end. */
  readonly model?: { readonly folder: string; readonly figures: RecordingsFigures };
}

/**
 * Trains on whatever recordings someone has, judges the result on the part kept for test and writes
 * the model with its card.
 *
 * @throws UserError `training-data`, `model-unknown`, `run-none`, `run-recipe`, `run-damaged`, `training-diverged`
 */
export async function runRecordings(
  recipe: RecordingsRecipe,
  options: RunRecordingsOptions,
): Promise<RecordingsOutcome> {
  const { resume = false, onProgress, onCorpus, signal } = options;
  const runFolder = options.runFolder ?? join(homeFolders().runs, recipe.name);
  const folder = modelFolderOf(recipe, options);
  const from = await startingModel(options.from);
  return withCorpus(recipe, options, from, async (corpus) => {
    onCorpus?.(corpus);
    const versions = await versionsInUse();
    const training = await trainRecordings(corpus, {
      runFolder,
      resume,
      versions,
      ...(from && { from: startingWeights(from) }),
      ...(onProgress && { onProgress }),
      ...(signal && { signal }),
    });
    const { best } = training;
    if (!training.finished || !best) return { training, runFolder, corpus };
    const learnedOn = await new RunFolder(runFolder).learnedOn();
    const manifest = manifestOf(corpus, best.step, { versions, learnedOn }, from);
    // Judged before it is saved: a model that stands in the folder is replaced by a whole one only.
    const model = assembleModel(folder, { manifest, weights: best.weights });
    const test = await judge(model, corpus, signal);
    const before = from && (await judge(from, corpus, signal));
    const figures: RecordingsFigures = { test, ...(before && { before }) };
    const described = describeRecordingsFigures(figures, corpus.split.by);
    await saveModel(folder, {
      manifest: { ...manifest, training: { ...manifest.training, figures: described } },
      weights: best.weights,
      card: recordingsCard({ corpus, from: from?.manifest, result: training, figures, versions }),
    });
    return { training, runFolder, corpus, model: { folder, figures } };
  });
}

/**
 * Computes the test figures of a trained model again.
 * @throws UserError `evaluation-data` when the recordings are not those that it was trained on
 */
export async function evaluateRecordingsTraining(
  recipe: RecordingsRecipe,
  options: RecordingsPlaces,
): Promise<{ readonly figures: RecordingsFigures; readonly corpus: RecordingsCorpus }> {
  const model = await loadModel(modelFolderOf(recipe, options));
  const from = await startingModel(options.from);
  return withCorpus(recipe, options, from, async (corpus) => {
    const made = model.manifest.training;
    const data = made?.['data'] as Readonly<Record<string, unknown>> | undefined;
    const sameStart = made?.['from'] === from?.manifest.weights.sha256;
    if (data?.['sha256'] !== corpus.stored.sha256 || made?.['seed'] !== recipe.seed || !sameStart) {
      throw new UserError(
        'evaluation-data',
        `The model “${model.manifest.name}” was trained on other recordings, from another model, or with another seed.`,
        'Give the same --recordings and --from that it was trained with, or read these with evaluate --pens FILE.',
      );
    }
    const test = await judge(model, corpus, options.signal);
    const before = from && (await judge(from, corpus, options.signal));
    return { corpus, figures: { test, ...(before && { before }) } };
  });
}

async function withCorpus<Result>(
  recipe: RecordingsRecipe,
  options: RecordingsPlaces,
  from: ModelPackage | undefined,
  use: (corpus: RecordingsCorpus) => Promise<Result>,
): Promise<Result> {
  const { recordings = recipe.data.recordings, onProblem, signal } = options;
  if (recordings.length === 0) {
    throw new UserError(
      'training-data',
      `The recipe “${recipe.name}” names no recordings.`,
      'Give labelled recordings with --recordings FILE…, or name them in the recipe (“data.recordings”).',
    );
  }
  // Beside the run, where there is room: the system's folder for temporary files may be in memory.
  const runFolder = options.runFolder ?? join(homeFolders().runs, recipe.name);
  const windowsFile = `${runFolder}-${process.pid}.windows`;
  await makeFolder(dirname(windowsFile));
  await removeStaleWindows(runFolder);
  try {
    const corpus = await loadRecordingsCorpus(recipe, recordings, {
      windowsFile,
      ...(from && { from: from.manifest }),
      ...(onProblem && { onProblem }),
      ...(signal && { signal }),
    });
    return await use(corpus);
  } finally {
    await removeWindows(windowsFile);
  }
}

/** What was learnt from a user's own recordings never takes the place of a model that came along. */
function modelFolderOf({ name }: RecordingsRecipe, { modelFolder }: RecordingsPlaces): string {
  return modelFolder ?? join(homeFolders().models, name);
}

async function judge(
  model: ModelPackage,
  corpus: RecordingsCorpus,
  signal: AbortSignal | undefined,
): Promise<Evaluation> {
  const recognizer = await Recognizer.open(model);
  try {
    return await judgeRecordings(recognizer, corpus, signal ? { signal } : {});
  } finally {
    await recognizer.dispose();
  }
}

function manifestOf(
  { recipe, stored, training, validation, test, split, files }: RecordingsCorpus,
  step: number,
  made: {
    readonly versions: Readonly<Record<string, string>>;
    readonly learnedOn: readonly LearnedOn[];
  },
  from: ModelPackage | undefined,
) {
  const { name, title, description, rateHz, channels, normalization, network, seed } = recipe;
  return {
    ...{ name, title, description, rateHz, channels, normalization, network },
    alphabet: [...recipe.alphabet],
    training: {
      recipe: name,
      seed,
      step,
      ...(from && { from: from.manifest.weights.sha256 }),
      data: {
        ...files,
        sha256: stored.sha256,
        recordings: stored.windows.length,
        training: training.length,
        validation: validation.length,
        test: test.length,
        dividedBy: split.by,
      },
      ...made,
    },
  };
}
