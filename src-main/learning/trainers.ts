import { describeFigures } from './figures.ts';
import { describeProgress, describeWordsProgress } from './progress.ts';
import { readRecipeFile } from './recipe-files.ts';
import { parseRecipe } from './recipe.ts';
import { evaluateTraining, runTraining } from './run-training.ts';
import { evaluateWords, runWords } from './words/run-words.ts';
import { describeWordsFigures } from './words/words-figures.ts';
import { parseWordsRecipe, type WordsRecipe } from './words/words-recipe.ts';

export interface TrainerOptions {
  /** Data instead of those that the recipe names: a file of recordings, or a folder of trajectories. */
  readonly data?: string;
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
}

export interface Figures {
  /** One line a part. */
  readonly lines: readonly string[];
  /** The same with everything known, for JSON. */
  readonly values: object;
}

/** What a recipe of any kind can do. */
export interface Trainer {
  readonly recipe: { readonly name: string };
  /** @returns without model when training was stopped before its end */
  train(options: TrainerRunOptions): Promise<{
    readonly runFolder: string;
    readonly model?: { readonly folder: string; readonly figures: Figures };
  }>;
  /** The test figures of the trained model, computed again. */
  evaluate(options: TrainerOptions): Promise<Figures>;
}

/**
 * @param nameOrPath a recipe of models/recipes, or the path of a JSON file
 * @throws UserError `recipe` when there is none, or it is not valid
 */
export async function loadTrainer(nameOrPath: string): Promise<Trainer> {
  const { input, path } = await readRecipeFile(nameOrPath);
  const { kind } = (input ?? {}) as { readonly kind?: unknown };
  if (kind === 'words') return wordsTrainer(parseWordsRecipe(input, path));
  return recordingsTrainer(nameOrPath, parseRecipe(input, path));
}

function recordingsTrainer(recipeName: string, recipe: Trainer['recipe']): Trainer {
  const placesOf = ({ data, ...options }: TrainerOptions) => ({
    ...options,
    ...(data !== undefined && { dataFile: data }),
    recipeName,
  });
  return {
    recipe,
    train: async ({ onProgress, ...options }) => {
      const { runFolder, model } = await runTraining({
        ...placesOf(options),
        ...(onProgress && {
          onProgress: (progress) =>
            onProgress({
              step: progress.step,
              checked: progress.validation !== undefined,
              line: describeProgress(progress),
            }),
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

function wordsTrainer(recipe: WordsRecipe): Trainer {
  const placesOf = ({ data, ...options }: TrainerOptions) => ({
    ...options,
    ...(data !== undefined && { dataFolder: data }),
  });
  return {
    recipe,
    train: async ({ onProgress, ...options }) => {
      const { runFolder, model } = await runWords(recipe, {
        ...placesOf(options),
        ...(onProgress && {
          onProgress: (progress) =>
            onProgress({
              step: progress.step,
              checked: progress.validation !== undefined,
              line: describeWordsProgress(progress),
            }),
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
