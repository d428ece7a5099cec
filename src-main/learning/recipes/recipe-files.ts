import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import { describeIssues } from '../../contract/issues.ts';

export const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));
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
 * A recipe that `extends` another is laid over it as a JSON Merge Patch (RFC 7396): objects entry by
 * entry, everything else replaced whole, null takes an entry away.
 *
 * @param nameOrPath a recipe of models/recipes, or the path of a JSON file
 * @returns what the file holds, not yet checked, without `extends`
 * @throws UserError `recipe` when there is none, it is no JSON, or it extends itself
 */
export async function readRecipeFile(
  nameOrPath: string,
): Promise<{ input: unknown; path: string }> {
  const path = pathOf(nameOrPath);
  return { input: await readWhole(path, nameOrPath, []), path };
}

function pathOf(nameOrPath: string): string {
  return nameOrPath.endsWith('.json') ? nameOrPath : join(recipesFolder, `${nameOrPath}.json`);
}

async function readWhole(
  path: string,
  nameOrPath: string,
  within: readonly string[],
): Promise<unknown> {
  if (within.includes(resolve(path))) {
    throw new UserError(
      'recipe',
      `The recipe ${path} extends itself.`,
      'Let “extends” name a recipe that does not extend this one.',
    );
  }
  const input = await readJson(path, nameOrPath);
  if (!isObject(input) || !('extends' in input)) return input;
  const { extends: other, ...changes } = input;
  if (typeof other !== 'string') {
    throw new UserError(
      'recipe',
      `The recipe ${path} cannot be used: “extends” must be a text.`,
      'Let “extends” name a recipe of models/recipes, or a JSON file beside this one.',
    );
  }
  const otherPath = other.endsWith('.json') ? resolve(dirname(path), other) : pathOf(other);
  return merged(await readWhole(otherPath, other, [...within, resolve(path)]), changes);
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) result.delete(name);
    else result.set(name, merged(result.get(name), value));
  }
  return Object.fromEntries(result);
}

async function readJson(path: string, nameOrPath: string): Promise<unknown> {
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
    return JSON.parse(text) as unknown;
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
