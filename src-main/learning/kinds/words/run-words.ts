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
import { shippedWeights } from '../../cmr/joint-model.ts';
import { grownWeights } from '../../gradients/grow.ts';
import { imageReaderWeights, saveImageReader } from '../../images/image-reader.ts';
import { mixWeights } from '../../gradients/mix-weights.ts';
import { modelFolderOf } from '../../recipes/recipe-files.ts';
import { alphabetOf } from '../digits/digits-recipe.ts';
import type { TrainingResult } from '../../runs/run.ts';
import { RunFolder } from '../../runs/run-folder.ts';
import { startingModel, startingWeights, type StartingWeights } from '../../runs/starting-model.ts';
import { versionsInUse } from '../../runs/versions.ts';
import { trainWords, type WordsProgress } from './train-words.ts';
import { wordsCard } from './words-card.ts';
import { findWordsFiles, hashesOf, loadWordsCorpus, type WordsCorpus } from './words-corpus.ts';
import {
  describeWordsFigures,
  wordsFigures,
  type WordsFigures,
  type WordsTestOptions,
} from './words-figures.ts';
import type { WordsRecipe } from './words-recipe.ts';

export interface RunWordsOptions extends WordsTestOptions {
  /** Continue the standing run. Default false. */
  readonly resume?: boolean;
  /** Name or folder of a model to go on from. Default: from scratch. */
  readonly from?: string;
  /** Folder that holds the data. Default: the project's own. */
  readonly dataFolder?: string;
  /** Default: `runs/NAME` in the user's folder. */
  readonly runFolder?: string;
  /** Where the model goes. Default: `models/NAME` of the program. */
  readonly modelFolder?: string;
  readonly onProgress?: (progress: WordsProgress) => void;
}

export interface WordsOutcome {
  readonly training: TrainingResult;
  readonly runFolder: string;
  /** Undefined when training was stopped before its end. */
  readonly model?: { readonly folder: string; readonly figures: WordsFigures };
}

/**
 * Trains by a recipe for words, judges the result on the test writers and writes the model with
 * its card.
 *
 * @throws UserError `training-data`, `run-none`, `run-recipe`, `run-damaged`, `training-diverged`
 */
export async function runWords(
  recipe: WordsRecipe,
  options: RunWordsOptions,
): Promise<WordsOutcome> {
  const { resume = false, onProgress, signal } = options;
  const files = await findWordsFiles(recipe, options.dataFolder);
  const corpus = await loadWordsCorpus(recipe, files);
  const runFolder = options.runFolder ?? join(homeFolders().runs, recipe.name);
  const versions = await versionsInUse();
  const from = await startingModel(options.from);
  const start = from && weightsFor(recipe, from);
  const training = await trainWords(recipe, corpus, files, {
    runFolder,
    resume,
    versions,
    ...(start && { from: start }),
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  const { best } = training;
  if (!training.finished || !best) return { training, runFolder };
  const folder = options.modelFolder ?? modelFolderOf(recipe);
  const data = await hashesOf(files);
  const { keptOfStart = 0 } = recipe.training;
  const manifest = {
    name: recipe.name,
    title: recipe.title,
    description: recipe.description,
    rateHz: recipe.rateHz,
    channels: recipe.channels,
    alphabet: [...alphabetOf(recipe)],
    normalization: recipe.normalization,
    network: recipe.network,
    ...(recipe.tempi && { tempi: recipe.tempi }),
    training: {
      recipe: recipe.name,
      seed: recipe.seed,
      step: best.step,
      ...(from && { from: from.manifest.weights.sha256 }),
      ...(from && keptOfStart > 0 && { keptOfStart }),
      data,
      versions,
      learnedOn: await new RunFolder(runFolder).learnedOn(),
    },
  };
  // Judged before it is saved: a model that stands in the folder is replaced by a whole one only.
  const weights = mixWeights(shippedWeights(best.weights), start?.weights ?? [], keptOfStart);
  const model = assembleModel(folder, { manifest, weights });
  const figures = await figuresOf(model, recipe, corpus, options);
  await saveModel(folder, {
    manifest: {
      ...manifest,
      training: { ...manifest.training, figures: describeWordsFigures(figures) },
    },
    weights,
    card: wordsCard({
      ...{ recipe, corpus, data, figures, versions },
      result: training,
      ...(from && { from: from.manifest }),
    }),
  });
  const { teacher, title } = recipe;
  if (teacher) {
    const { encoder, head } = teacher;
    const made = { recipe: recipe.name, seed: recipe.seed, step: best.step, data, versions };
    await saveImageReader(
      imageReaderFolder(folder),
      {
        title: `${title}: reader of images`,
        alphabet: [...alphabetOf(recipe)],
        encoder,
        head,
        training: made,
      },
      imageReaderWeights(best.weights),
    );
  }
  return { training, runFolder, model: { folder, figures } };
}

/**
 * Computes the test figures of a trained model again.
 *
 * @throws UserError `evaluation-data` when the data are not those that the model was trained on:
 *   their division would be another, and the test part would hold what the model has learnt
 */
export async function evaluateWords(
  recipe: WordsRecipe,
  options: Pick<RunWordsOptions, 'dataFolder' | 'modelFolder'> & WordsTestOptions,
): Promise<WordsFigures> {
  const files = await findWordsFiles(recipe, options.dataFolder);
  const model = await loadModel(options.modelFolder ?? modelFolderOf(recipe));
  const made = model.manifest.training;
  const old = made?.['data'] as Readonly<Record<string, string>> | undefined;
  const own = await hashesOf(files);
  const changed = Object.keys(own).some((file) => own[file] !== old?.[file]);
  if (changed || made?.['seed'] !== recipe.seed) {
    throw new UserError(
      'evaluation-data',
      `The model “${model.manifest.name}” was trained on other data, or with another seed.`,
      'Name the folder of the data that it was trained on with --data FOLDER, or judge it on any trajectories with evaluate --trajectories FILE.',
    );
  }
  return figuresOf(model, recipe, await loadWordsCorpus(recipe, files), options);
}

/** Beside the model of the pen, which holds nothing of it. */
export function imageReaderFolder(modelFolder: string): string {
  return `${modelFolder}-images`;
}

/** Those of the model, of the same network or one that the recipe's has grown from. */
function weightsFor({ name, network, seed }: WordsRecipe, from: ModelPackage): StartingWeights {
  const { weights, sha256 } = startingWeights(from);
  const { manifest } = from;
  const grown = grownWeights(network, manifest.network, weights, seed);
  if (grown) return { weights: grown, sha256 };
  throw new UserError(
    'train-from',
    `The model “${manifest.name}” has another network than the recipe “${name}”.`,
    'Start from a model of the same network, or of one with fewer residual blocks, or leave out --from.',
  );
}

async function figuresOf(
  model: ModelPackage,
  recipe: WordsRecipe,
  corpus: WordsCorpus,
  options: WordsTestOptions,
): Promise<WordsFigures> {
  const recognizer = await Recognizer.open(model);
  try {
    return await wordsFigures(recognizer, recipe, corpus, options);
  } finally {
    await recognizer.dispose();
  }
}
