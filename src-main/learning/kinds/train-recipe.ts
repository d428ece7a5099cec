import { join } from 'node:path';
import { describeImageFigures } from './word-images/image-figures.ts';
import { UserError } from '../../contract/alerts.ts';
import type { OnProblem } from '../../data/recording.ts';
import type { NetworkDescription } from '../../recognizer/network/description.ts';
import { networks } from '../../recognizer/network/presets.ts';
import { describeFigures } from './digits/digits-figures.ts';
import type { LostRung } from '../gradients/gradient-source.ts';
import { describeCrossValidation } from './isolated/cross-validation.ts';
import { parseIsolatedRecipe, type IsolatedRecipe } from './isolated/isolated-recipe.ts';
import { evaluateIsolated, runIsolated, type RunIsolatedOptions } from './isolated/run-isolated.ts';
import {
  describeImagesProgress,
  describeIsolatedProgress,
  describeProgress,
  describeRecordingsProgress,
  describeWordsProgress,
} from './progress.ts';
import { readRecipeFile, repositoryRoot } from '../recipes/recipe-files.ts';
import { parseRecipe, type Recipe } from './digits/digits-recipe.ts';
import { describePassedOver, type RecordingsCorpus } from './recordings/recordings-corpus.ts';
import { describeRecordingsFigures } from './recordings/recordings-figures.ts';
import { parseRecordingsRecipe, type RecordingsRecipe } from './recordings/recordings-recipe.ts';
import {
  evaluateRecordingsTraining,
  runRecordings,
  type RecordingsPlaces,
} from './recordings/run-recordings.ts';
import type * as run from '../runs/run.ts';
import { evaluateTraining, runTraining } from './digits/run-digits.ts';
import { runWordsInParts } from './words/run-parts.ts';
import { evaluateWords } from './words/run-words.ts';
import { describeWordsFigures } from './words/words-figures.ts';
import { parseWordsRecipe, type WordsRecipe } from './words/words-recipe.ts';
import { evaluateWordImages, runWordImages } from './word-images/train-word-images.ts';
import { parseWordImagesRecipe, type WordImagesRecipe } from './word-images/word-images-recipe.ts';

export interface TrainerOptions {
  /** Data instead of those that the recipe names: a file of recordings, or a folder of trajectories. */
  readonly data?: string;
  /** Recordings to learn from, whatever the recipe learns from otherwise. */
  readonly recordings?: readonly string[];
  /** Name or folder of a model to start from, where `startsFrom` says so. */
  readonly from?: string;
  /** Told of everything damaged that was passed over or mended. */
  readonly onProblem?: OnProblem;
  /** Where the model goes, or lies. Default: `models/NAME` of the program. */
  readonly modelFolder?: string;
  readonly signal?: AbortSignal;
}

export interface TrainerRunOptions extends TrainerOptions {
  readonly resume?: boolean;
  /** Default: `runs/NAME` in the user's folder. */
  readonly runFolder?: string;
  readonly onProgress?: (progress: DescribedProgress) => void;
}

export interface DescribedProgress {
  readonly step: number;
  /** Whether it tells of a check on the validation part. */
  readonly checked: boolean;
  /** One line. */
  readonly line: string;
  /** Rungs that were lost in this step; others have made it. */
  readonly lost?: readonly LostRung[];
}

export interface Figures {
  /** One line a part. */
  readonly lines: readonly string[];
  /** The same with everything known, for JSON. */
  readonly values: object;
}

/** What decides where a recipe learns best. */
export interface LearningNeeds {
  readonly network: NetworkDescription;
  /** That learn at once on the processor. */
  readonly threads: number;
  /** Images take part, which only the processor learns from. Default false. */
  readonly taught?: boolean;
}

/** What a recipe of any kind can do. */
export interface Trainer {
  readonly recipe: { readonly name: string };
  readonly needs: LearningNeeds;
  /** Whether `from` is understood, and what it names. */
  readonly startsFrom?: 'pen model' | 'reader of images';
  /** @returns without model when training was stopped before its end */
  train(options: TrainerRunOptions): Promise<{
    readonly runFolder: string;
    readonly model?: { readonly folder: string; readonly figures: Figures };
  }>;
  /** The test figures of the trained model, computed again. */
  evaluate(options: TrainerOptions): Promise<Figures>;
}

/** The fields of progress that every kind of recipe has. */
function described(progress: run.TrainingProgress<unknown>, line: string): DescribedProgress {
  const { step, validation, lost } = progress;
  return { step, checked: validation !== undefined, line, ...(lost && { lost }) };
}

/**
 * @param nameOrPath a recipe of models/recipes, or the path of a JSON file
 * @param options.ownRecordings whether recordings are given: any recipe then learns from these
 * @throws UserError `recipe` when there is none, or it is not valid
 */
export async function loadTrainer(
  nameOrPath: string,
  { ownRecordings = false }: { readonly ownRecordings?: boolean } = {},
): Promise<Trainer> {
  const { input, path } = await readRecipeFile(nameOrPath);
  const { kind } = (input ?? {}) as { readonly kind?: unknown };
  if (ownRecordings && kind === 'isolated-characters') {
    throw new UserError(
      'recipe',
      `The recipe ${path} learns from one file of recordings of single characters.`,
      'Give the file with --data FILE instead of --recordings, or choose another recipe.',
    );
  }
  if (ownRecordings || kind === 'recordings') {
    return ownRecordingsTrainer(parseRecordingsRecipe(input, path));
  }
  if (kind === 'words') return wordsTrainer(parseWordsRecipe(input, path));
  if (kind === 'word-images') return wordImagesTrainer(parseWordImagesRecipe(input, path));
  if (kind === 'isolated-characters') return isolatedTrainer(parseIsolatedRecipe(input, path));
  return recordingsTrainer(nameOrPath, parseRecipe(input, path));
}

function recordingsTrainer(recipeName: string, recipe: Recipe): Trainer {
  const placesOf = ({ data, ...options }: TrainerOptions) => ({
    ...options,
    ...(data !== undefined && { dataFile: data }),
    recipeName,
  });
  return {
    recipe,
    needs: { network: recipe.network, threads: 1 },
    train: async ({ onProgress, ...options }) => {
      const { runFolder, model } = await runTraining({
        ...placesOf(options),
        ...(onProgress && {
          onProgress: (progress) => onProgress(described(progress, describeProgress(progress))),
        }),
      });
      if (!model) return { runFolder };
      const { folder, figures } = model;
      return {
        runFolder,
        model: { folder, figures: { lines: describeFigures(figures), values: figures } },
      };
    },
    evaluate: async (options) => {
      const figures = await evaluateTraining(placesOf(options));
      return { lines: describeFigures(figures), values: figures };
    },
  };
}

function ownRecordingsTrainer(recipe: RecordingsRecipe): Trainer {
  const placesOf = ({ data, ...options }: TrainerOptions): RecordingsPlaces => ({
    ...(data !== undefined && { recordings: [data] }),
    ...options,
  });
  return {
    recipe,
    needs: { network: networkOf(recipe), threads: recipe.training.workers },
    startsFrom: 'pen model',
    train: async ({ onProgress, ...options }) => {
      const { runFolder, model, corpus } = await runRecordings(recipe, {
        ...placesOf(options),
        onCorpus: (read) => onProgress?.({ step: 0, checked: true, line: describeCorpus(read) }),
        ...(onProgress && {
          onProgress: (progress) =>
            onProgress(described(progress, describeRecordingsProgress(progress))),
        }),
      });
      if (!model) return { runFolder };
      const { folder, figures } = model;
      const lines = describeRecordingsFigures(figures, corpus.split.by);
      return { runFolder, model: { folder, figures: { lines, values: figures } } };
    },
    evaluate: async (options) => {
      const { figures, corpus } = await evaluateRecordingsTraining(recipe, placesOf(options));
      return { lines: describeRecordingsFigures(figures, corpus.split.by), values: figures };
    },
  };
}

/** How many characters the recordings hold is not known yet, and does not matter to speed. */
function networkOf({ network, channels }: RecordingsRecipe): NetworkDescription {
  if (typeof network !== 'string') return network;
  return networks[network]({ classes: 80, inputs: channels.length });
}

function describeCorpus({
  training,
  validation,
  test,
  split,
  passedOver,
}: RecordingsCorpus): string {
  const passed = describePassedOver(passedOver);
  return [
    `${training.length} recordings to train on, ${validation.length} for validation, ${test.length} for test, divided by ${split.by === 'writers' ? 'writer' : 'recording'}`,
    ...(passed === '' ? [] : [`passed over: ${passed}`]),
  ].join('; ');
}

function wordsTrainer(recipe: WordsRecipe): Trainer {
  const placesOf = ({ data, ...options }: TrainerOptions) => ({
    ...options,
    ...(data !== undefined && { dataFolder: data }),
  });
  return {
    recipe,
    needs: {
      network: recipe.network,
      threads: recipe.training.workers,
      taught: recipe.teacher !== undefined,
    },
    startsFrom: 'pen model',
    train: async ({ onProgress, ...options }) => {
      const { runFolder, model } = await runWordsInParts(recipe, {
        ...placesOf(options),
        onPart: (line) => onProgress?.({ step: 0, checked: true, line }),
        ...(onProgress && {
          onProgress: (progress) =>
            onProgress(described(progress, describeWordsProgress(progress))),
        }),
      });
      if (!model) return { runFolder };
      const { folder, figures } = model;
      return {
        runFolder,
        model: { folder, figures: { lines: describeWordsFigures(figures), values: figures } },
      };
    },
    evaluate: async (options) => {
      const figures = await evaluateWords(recipe, placesOf(options));
      return { lines: describeWordsFigures(figures), values: figures };
    },
  };
}

function wordImagesTrainer(recipe: WordImagesRecipe): Trainer {
  const placesOf = ({ data, modelFolder }: TrainerOptions) => ({
    ...(data !== undefined && { dataFolder: data }),
    ...(modelFolder !== undefined && { modelFolder }),
  });
  return {
    recipe,
    needs: { network: recipe.head, threads: 1, taught: true },
    startsFrom: 'reader of images',
    train: async ({ onProgress, ...options }) => {
      const { resume = false, runFolder: folder, signal, from } = options;
      const { runFolder, model } = await runWordImages(recipe, {
        ...placesOf(options),
        resume,
        ...(from !== undefined && { from: readerFolder(from) }),
        ...(folder !== undefined && { runFolder: folder }),
        ...(signal && { signal }),
        ...(onProgress && {
          onProgress: (progress) =>
            onProgress(described(progress, describeImagesProgress(progress))),
        }),
      });
      if (!model) return { runFolder };
      const { figures } = model;
      const lines = describeImageFigures(figures);
      return { runFolder, model: { folder: model.folder, figures: { lines, values: figures } } };
    },
    evaluate: async (options) => {
      const figures = await evaluateWordImages(recipe, placesOf(options));
      return { lines: describeImageFigures(figures), values: figures };
    },
  };
}

/** Of a reader of images named as one of `models/`, or by its folder. */
function readerFolder(name: string): string {
  return name.includes('/') ? name : join(repositoryRoot, 'models', name);
}

function isolatedTrainer(recipe: IsolatedRecipe): Trainer {
  type Options = TrainerRunOptions | TrainerOptions;
  const optionsOf = (options: Options): RunIsolatedOptions => {
    const { onProgress, ...rest }: TrainerRunOptions = options;
    if (!onProgress) return rest;
    return {
      ...rest,
      onProgress: (part, progress) =>
        onProgress(described(progress, describeIsolatedProgress(part, progress))),
    };
  };
  return {
    recipe,
    needs: { network: recipe.network, threads: 1 },
    train: async (options) => {
      const { runFolder, model } = await runIsolated(recipe, optionsOf(options));
      if (!model) return { runFolder };
      const { folder, figures } = model;
      return {
        runFolder,
        model: { folder, figures: { lines: describeCrossValidation(figures), values: figures } },
      };
    },
    evaluate: async (options) => {
      const figures = await evaluateIsolated(recipe, optionsOf(options));
      return { lines: describeCrossValidation(figures), values: figures };
    },
  };
}
