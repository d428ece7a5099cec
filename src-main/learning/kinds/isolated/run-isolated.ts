import { join } from 'node:path';
import { homeFolders } from '../../../data/home.ts';
import type { OnProblem } from '../../../data/recording.ts';
import { saveModel } from '../../../recognizer/model/package.ts';
import { openRun } from '../../runs/open-run.ts';
import { modelFolderOf } from '../../recipes/recipe-files.ts';
import { RunFolder } from '../../runs/run-folder.ts';
import { versionsInUse } from '../../runs/versions.ts';
import {
  crossValidate,
  describeCrossValidation,
  type CrossValidationFigures,
} from './cross-validation.ts';
import { isolatedCard } from './isolated-card.ts';
import { loadIsolatedCorpus } from './isolated-corpus.ts';
import { modelOf } from './isolated-model.ts';
import type { IsolatedRecipe } from './isolated-recipe.ts';
import type { IsolatedProgress } from './train-isolated.ts';
import { trainMembers } from './train-members.ts';

export interface RunIsolatedOptions {
  /** A file of recordings instead of that which the recipe names. */
  readonly data?: string;
  /** Continue the standing run. Default false. */
  readonly resume?: boolean;
  /** Default: `runs/NAME` in the user's folder. */
  readonly runFolder?: string;
  /** Where the model goes. Default: `models/NAME` of the program. */
  readonly modelFolder?: string;
  readonly onProblem?: OnProblem;
  readonly signal?: AbortSignal;
  readonly onProgress?: (part: string, progress: IsolatedProgress) => void;
}

export interface IsolatedOutcome {
  readonly runFolder: string;
  /** Undefined when it was stopped before its end. */
  readonly model?: { readonly folder: string; readonly figures: CrossValidationFigures };
}

/**
 * Trains on all recordings, finds by cross-validation how good such a model is, and writes the model
 * with its card.
 * @throws UserError `training-data`, `run-none`, `run-recipe`, `run-damaged`, `training-diverged`
 */
export async function runIsolated(
  recipe: IsolatedRecipe,
  options: RunIsolatedOptions,
): Promise<IsolatedOutcome> {
  const { resume = false, signal, onProgress } = options;
  const runFolder = options.runFolder ?? join(homeFolders().runs, recipe.name);
  const corpus = await loadIsolatedCorpus(recipe, options.data, options.onProblem);
  const versions = await versionsInUse();
  const data = { sha256: corpus.sha256, recordings: corpus.recordings.length };
  await openRun({ recipe, data }, { versions }, { runFolder, resume });
  const trained = await trainMembers(recipe, corpus.recordings, {
    folder: join(runFolder, 'all-recordings'),
    seed: recipe.seed,
    data,
    versions,
    ...(signal && { signal }),
    ...(onProgress && { onProgress: (progress) => onProgress('all recordings', progress) }),
  });
  if (!trained) return { runFolder };
  const figures = await crossValidate(recipe, corpus, {
    ...options,
    folder: foldsOf(runFolder),
  });
  if (!figures) return { runFolder };
  const folder = options.modelFolder ?? modelFolderOf(recipe);
  const model = modelOf(recipe, trained, corpus.recordings);
  await saveModel(folder, {
    ...model,
    manifest: {
      ...model.manifest,
      training: {
        recipe: recipe.name,
        seed: recipe.seed,
        data,
        versions,
        learnedOn: await new RunFolder(runFolder).learnedOn(),
        figures: describeCrossValidation(figures),
      },
    },
    card: isolatedCard({ recipe, corpus, trained, figures, versions }),
  });
  return { runFolder, model: { folder, figures } };
}

/**
 * The figures of a run again; folds that are not there any more are trained again.
 * @throws as `runIsolated`; the signal's reason
 */
export async function evaluateIsolated(
  recipe: IsolatedRecipe,
  options: RunIsolatedOptions,
): Promise<CrossValidationFigures> {
  const runFolder = options.runFolder ?? join(homeFolders().runs, recipe.name);
  const corpus = await loadIsolatedCorpus(recipe, options.data, options.onProblem);
  const figures = await crossValidate(recipe, corpus, { ...options, folder: foldsOf(runFolder) });
  if (!figures) throw options.signal?.reason as Error;
  return figures;
}

function foldsOf(runFolder: string): string {
  return join(runFolder, 'cross-validation');
}
