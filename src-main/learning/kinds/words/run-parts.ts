import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../contract/alerts.ts';
import { homeFolders } from '../../../data/home.ts';
import { loadModel } from '../../../recognizer/model/package.ts';
import { growsFrom } from '../../gradients/grow.ts';
import { isRunOf, noRun, otherRun } from '../../runs/open-run.ts';
import { RunFolder } from '../../runs/run-folder.ts';
import { startingModel } from '../../runs/starting-model.ts';
import { runWords, type RunWordsOptions, type WordsOutcome } from './run-words.ts';
import { identityOfRun } from './train-words.ts';
import { findWordsFiles } from './words-corpus.ts';
import { loadWordsRecipe, type WordsRecipe } from './words-recipe.ts';

export interface RunPartsOptions extends RunWordsOptions {
  /** Told in a line which part comes next, where there are several. */
  readonly onPart?: (line: string) => void;
}

/**
 * Trains by a recipe for words, before it by the one that it goes on from (`after`), and so on back
 * to random weights. Parts lie in `RUN-parts` beside the run; one that is there, made by the same
 * recipe and data, is taken as it is or gone on with. With `from` there are no parts.
 *
 * @throws UserError as `runWords` does, `train-from` before anything is trained; `recipe` when a recipe goes on from itself
 */
export async function runWordsInParts(
  recipe: WordsRecipe,
  options: RunPartsOptions,
): Promise<WordsOutcome> {
  const { from, resume = false } = options;
  if (from !== undefined || recipe.after === undefined) return runWords(recipe, options);
  const runFolder = options.runFolder ?? join(homeFolders().runs, recipe.name);
  const folder = `${runFolder}-parts`;
  const standing = await new RunFolder(runFolder).description();
  if (resume) await requireRun(recipe, { ...options, runFolder, folder }, standing);
  await requireGrowth(recipe);
  const earlier = await modelOfPart(recipe.after, { ...options, folder }, [recipe.name]);
  if (typeof earlier !== 'string') return { ...earlier, runFolder };
  options.onPart?.(`The last part: ${recipe.name}`);
  return runWords(recipe, {
    ...options,
    runFolder,
    from: earlier,
    // Stopped in an earlier part, this one has not begun.
    resume: resume && standing !== undefined,
  });
}

/** What would fail after the parts fails before them. */
async function requireRun(
  recipe: WordsRecipe,
  { dataFolder, runFolder, folder }: PartOptions & { readonly runFolder: string },
  standing: unknown,
): Promise<void> {
  if (standing === undefined) {
    if (!existsSync(folder)) throw noRun(runFolder);
    return;
  }
  const identity = await identityOfRun(recipe, await findWordsFiles(recipe, dataFolder));
  if (!isRunOf(identity, standing)) throw otherRun(runFolder);
}

async function requireGrowth({ name, network, after }: WordsRecipe): Promise<void> {
  const before = await loadWordsRecipe(after!);
  if (growsFrom(network, before.network)) return;
  throw new UserError(
    'train-from',
    `The recipe “${name}” has another network than “${before.name}”, which it goes on from.`,
    'Take out “after” ("after": null in a recipe that extends another), or keep the network but for residual blocks.',
  );
}

interface PartOptions extends RunPartsOptions {
  /** Where parts and their models lie. */
  readonly folder: string;
}

/** @returns the model's folder; what was done so far when training was stopped before its end */
async function modelOfPart(
  nameOrPath: string,
  options: PartOptions,
  within: readonly string[],
): Promise<string | Omit<WordsOutcome, 'model'>> {
  const recipe = await loadWordsRecipe(nameOrPath);
  if (within.includes(recipe.name)) {
    throw new UserError(
      'recipe',
      `The recipe “${recipe.name}” goes on from itself.`,
      'Let “after” name a recipe that does not go on from this one.',
    );
  }
  const runFolder = join(options.folder, recipe.name);
  // Within the run, so that one that is begun anew has none.
  const modelFolder = join(runFolder, 'model');
  let from: string | undefined;
  if (recipe.after !== undefined) {
    await requireGrowth(recipe);
    const earlier = await modelOfPart(recipe.after, options, [...within, recipe.name]);
    if (typeof earlier !== 'string') return earlier;
    from = earlier;
  }
  const files = await findWordsFiles(recipe, options.dataFolder);
  const identity = await identityOfRun(
    recipe,
    files,
    (await startingModel(from))?.manifest.weights.sha256,
  );
  const standing = await new RunFolder(runFolder).description();
  const same = standing !== undefined && isRunOf(identity, standing);
  if (same && existsSync(modelFolder)) {
    await loadModel(modelFolder);
    options.onPart?.(`Done before: ${recipe.name}`);
    return modelFolder;
  }
  options.onPart?.(`The part before: ${recipe.name}`);
  const outcome = await runWords(recipe, {
    ...options,
    ...(from !== undefined && { from }),
    ...{ runFolder, modelFolder, resume: same },
  });
  return outcome.model?.folder ?? outcome;
}
