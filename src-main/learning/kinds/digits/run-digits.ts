import { join } from 'node:path';
import { UserError } from '../../../contract/alerts.ts';
import { homeFolders } from '../../../data/home.ts';
import {
  assembleModel,
  loadModel,
  saveModel,
  type ModelPackage,
} from '../../../recognizer/model/package.ts';
import { Recognizer } from '../../../recognizer/recognizer.ts';
import { findDataFile, loadCorpus, type Corpus } from './digits-corpus.ts';
import {
  describeFigures,
  testFigures,
  type TestFigures,
  type TestOptions,
} from './digits-figures.ts';
import { modelCard } from './digits-card.ts';
import { modelFolderOf } from '../../recipes/recipe-files.ts';
import { alphabetOf, loadRecipe, type Recipe } from './digits-recipe.ts';
import { RunFolder } from '../../runs/run-folder.ts';
import { train, type TrainingProgress, type TrainingResult } from './train-digits.ts';
import { versionsInUse } from '../../runs/versions.ts';

export interface RunTrainingOptions extends TestOptions {
  /** A recipe of models/recipes, or the path of a JSON file. */
  readonly recipeName: string;
  /** Continue the standing run. Default false. */
  readonly resume?: boolean;
  /** Recordings instead of those that the recipe names. */
  readonly dataFile?: string;
  /** Default: `runs/NAME` in the user's folder. */
  readonly runFolder?: string;
  /** Where the model goes. Default: `models/NAME` of the program. */
  readonly modelFolder?: string;
  readonly onProgress?: (progress: TrainingProgress) => void;
}

export interface TrainingOutcome {
  readonly training: TrainingResult;
  readonly runFolder: string;
  /** Undefined when training was stopped before its end. */
  readonly model?: { readonly folder: string; readonly figures: TestFigures };
}

/**
 * Trains by a recipe, judges the result on the test part and writes the model with its card.
 *
 * @throws UserError `recipe`, `training-data`, `run-none`, `run-recipe`, `run-damaged`, `training-diverged`
 */
export async function runTraining(options: RunTrainingOptions): Promise<TrainingOutcome> {
  const { recipeName, resume = false, onProgress, signal } = options;
  const recipe = await loadRecipe(recipeName);
  const corpus = await loadCorpus(recipe, await findDataFile(recipe, options.dataFile));
  const runFolder = options.runFolder ?? join(homeFolders().runs, recipe.name);
  const versions = await versionsInUse();
  const training = await train(recipe, corpus, {
    runFolder,
    resume,
    versions,
    ...(options.counts && { validationCounts: options.counts }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  const { best } = training;
  if (!training.finished || !best) return { training, runFolder };
  const folder = options.modelFolder ?? modelFolderOf(recipe);
  const manifest = {
    name: recipe.name,
    title: recipe.title,
    description: recipe.description,
    rateHz: recipe.rateHz,
    channels: recipe.channels,
    alphabet: [...alphabetOf(recipe)],
    normalization: recipe.normalization,
    network: recipe.network,
    training: {
      recipe: recipe.name,
      seed: recipe.seed,
      step: best.step,
      data: dataOf(corpus),
      versions,
      learnedOn: await new RunFolder(runFolder).learnedOn(),
    },
  };
  // Judged before it is saved: a model that stands in the folder is replaced by a whole one only.
  const model = assembleModel(folder, { manifest, weights: best.weights });
  const figures = await figuresOf(model, recipe, corpus, options);
  await saveModel(folder, {
    manifest: {
      ...manifest,
      training: { ...manifest.training, figures: describeFigures(figures) },
    },
    weights: best.weights,
    card: modelCard({ recipe, corpus, result: training, figures, versions }),
  });
  return { training, runFolder, model: { folder, figures } };
}

/**
 * Computes the test figures of a trained model again.
 *
 * @throws UserError `evaluation-data` when the recordings are not those that the model was trained
 *   on: their division would be another, and the test part would hold what the model has learnt
 */
export async function evaluateTraining(
  options: Pick<RunTrainingOptions, 'recipeName' | 'dataFile' | 'modelFolder'> & TestOptions,
): Promise<TestFigures> {
  const recipe = await loadRecipe(options.recipeName);
  const corpus = await loadCorpus(recipe, await findDataFile(recipe, options.dataFile));
  const model = await loadModel(options.modelFolder ?? modelFolderOf(recipe));
  const made = model.manifest.training;
  const data = made?.['data'] as Partial<ReturnType<typeof dataOf>> | undefined;
  if (data?.sha256 !== corpus.origin.sha256 || made?.['seed'] !== recipe.seed) {
    throw new UserError(
      'evaluation-data',
      `The model “${model.manifest.name}” was trained on other recordings than ${corpus.origin.file}, or with another seed.`,
      'Give the file that it was trained on with --data FILE, or read this one with evaluate --pens FILE.',
    );
  }
  return figuresOf(model, recipe, corpus, options);
}

async function figuresOf(
  model: ModelPackage,
  recipe: Recipe,
  corpus: Corpus,
  options: TestOptions,
): Promise<TestFigures> {
  const recognizer = await Recognizer.open(model);
  try {
    return await testFigures(recognizer, recipe, corpus, options);
  } finally {
    await recognizer.dispose();
  }
}

function dataOf({ origin, training, validation, test }: Corpus) {
  return {
    sha256: origin.sha256,
    recordings: origin.recordings,
    training: training.length,
    validation: validation.length,
    test: test.length,
  };
}
