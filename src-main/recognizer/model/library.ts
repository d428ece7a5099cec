import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { manifestFile, weightsFile, type ModelManifest } from './manifest.ts';
import { loadModel, readManifest, type ModelPackage } from './package.ts';

/** A model folder as a list shows it: with its manifest, or with what is wrong with it. */
export type ModelListing = { readonly name: string; readonly folder: string } & (
  | { readonly manifest: ModelManifest; readonly error?: never }
  | { readonly manifest?: never; readonly error: UserError }
);

export interface ModelSearch {
  /** Folders whose subfolders are models, in the order in which they are asked. */
  readonly folders: readonly string[];
}

/**
 * The models in some folders, by name; of two with one name the first is listed. Weights are not
 * read. Folders that are absent hold no models; subfolders without manifest and weights are none.
 */
export async function listModels(folders: readonly string[]): Promise<ModelListing[]> {
  const listings = new Map<string, ModelListing>();
  for (const parent of folders) {
    for (const name of await subfolders(parent)) {
      if (listings.has(name)) continue;
      const folder = join(parent, name);
      if (await looksLikeModel(folder)) listings.set(name, await listing(name, folder));
    }
  }
  return [...listings.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function listing(name: string, folder: string): Promise<ModelListing> {
  try {
    return { name, folder, manifest: await readManifest(folder) };
  } catch (error) {
    if (error instanceof UserError) return { name, folder, error };
    throw error;
  }
}

/** Whether a text names a model by its folder: it holds a path separator. */
export function isModelPath(nameOrPath: string): boolean {
  return isAbsolute(nameOrPath) || nameOrPath.includes('/') || nameOrPath.includes(sep);
}

/**
 * Loads a model by the name of its folder, or by path when the text holds a path separator.
 *
 * @throws UserError `model-unknown` naming the models there are, or as `loadModel`
 */
export async function resolveModel(nameOrPath: string, search: ModelSearch): Promise<ModelPackage> {
  return loadModel(await findModel(nameOrPath, search));
}

/**
 * Folder of a model, as `resolveModel` finds it; a path is not looked at.
 * @throws UserError `model-unknown` naming the models there are
 */
export async function findModel(nameOrPath: string, { folders }: ModelSearch): Promise<string> {
  if (isModelPath(nameOrPath)) return nameOrPath;
  for (const parent of folders) {
    const folder = join(parent, nameOrPath);
    if (nameOrPath !== '' && (await looksLikeModel(folder))) return folder;
  }
  const known = (await listModels(folders)).map(({ name }) => name);
  throw new UserError(
    'model-unknown',
    `There is no model named “${nameOrPath}” in ${folders.join(' or ')}.`,
    known.length === 0
      ? 'No model is installed: train one, or give the path of a model folder.'
      : `Choose one of ${known.join(', ')}, or give the path of a model folder.`,
  );
}

async function subfolders(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries
    .filter(
      (entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'),
    )
    .map(({ name }) => name);
}

async function looksLikeModel(folder: string): Promise<boolean> {
  for (const file of [manifestFile, weightsFile]) {
    const found = await stat(join(folder, file)).catch(() => undefined);
    if (found?.isFile() === true) return true;
  }
  return false;
}
