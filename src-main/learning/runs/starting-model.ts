import { join } from 'node:path';
import { homeFolders } from '../../data/home.ts';
import { resolveModel } from '../../recognizer/model/library.ts';
import type { ModelPackage } from '../../recognizer/model/package.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import { repositoryRoot } from '../recipes/recipe-files.ts';

/** What a run begins with instead of random weights. */
export interface StartingWeights {
  readonly weights: NamedTensors;
  /** Tells them apart: a run is resumed with the same only. */
  readonly sha256: string;
}

/**
 * @param name name or folder of a model; the user's own come first
 * @throws UserError `model-unknown`
 */
export async function startingModel(name: string | undefined): Promise<ModelPackage | undefined> {
  if (name === undefined) return undefined;
  return resolveModel(name, { folders: [homeFolders().models, join(repositoryRoot, 'models')] });
}

export function startingWeights({ weights, manifest }: ModelPackage): StartingWeights {
  return { weights, sha256: manifest.weights.sha256 };
}
