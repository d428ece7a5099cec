import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { UserError } from '../contract/alerts.ts';
import { describeIssues } from '../contract/issues.ts';

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url));
const recipesFolder = join(repositoryRoot, 'models', 'recipes');

/** Where the model of a recipe that comes with the program goes. */
export function modelFolderOf({ name }: { readonly name: string }): string {
  return join(repositoryRoot, 'models', name);
}

/** @throws UserError `recipe` saying which entry is wrong and how. */
export function checkRecipe<Schema extends v.GenericSchema>(
  schema: Schema,
  input: unknown,
  source: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  throw new UserError(
    'recipe',
    `The recipe ${source} cannot be used: ${describeIssues(result.issues)}.`,
    'Correct these entries; models/recipes/ shows whole recipes.',
  );
}

/**
 * @param nameOrPath a recipe of models/recipes, or the path of a JSON file
 * @returns what the file holds, not yet checked
 * @throws UserError `recipe` when there is none, or it is no JSON
 */
export async function readRecipeFile(
  nameOrPath: string,
): Promise<{ input: unknown; path: string }> {
  const path = nameOrPath.endsWith('.json')
    ? nameOrPath
    : join(recipesFolder, `${nameOrPath}.json`);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const names = await recipeNames();
    throw new UserError(
      'recipe',
      `There is no recipe “${nameOrPath}”.`,
      `Use ${names.join(', ') || 'a JSON file'}, or give the path of a recipe ending in .json.`,
      { cause: error },
    );
  }
  try {
    return { input: JSON.parse(text) as unknown, path };
  } catch (error) {
    throw new UserError('recipe', `${path} is no JSON.`, 'Correct the file and train again.', {
      cause: error,
    });
  }
}

/** Names of the recipes that come with the program. */
export async function recipeNames(): Promise<string[]> {
  const entries = await readdir(recipesFolder).catch(() => []);
  return entries
    .filter((entry) => entry.endsWith('.json'))
    .map((entry) => basename(entry, '.json'))
    .sort();
}
