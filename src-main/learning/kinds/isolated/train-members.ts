import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NetworkDescription } from '../../../recognizer/network/description.ts';
import type { NamedTensors } from '../../../recognizer/network/weights.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import type { IsolatedRecipe } from './isolated-recipe.ts';
import { joinNetworks } from './join-networks.ts';
import { trainIsolated, type TrainIsolatedOptions } from './train-isolated.ts';

export interface TrainMembersOptions extends Pick<
  TrainIsolatedOptions,
  'data' | 'versions' | 'onProgress' | 'signal'
> {
  /** Each member has a run in it; one that stands there is gone on with. */
  readonly folder: string;
  /** Of the first member; the others have those after it. */
  readonly seed: number;
  /** Default: as many as the recipe says. */
  readonly members?: number;
}

export interface TrainedMembers {
  /** All members side by side. */
  readonly network: NetworkDescription;
  readonly weights: NamedTensors;
  readonly skipped: number;
  readonly seconds: number;
}

/**
 * Trains networks that differ in initial weights and samples, and joins them.
 * @returns undefined when it was stopped by the signal
 * @throws as `trainIsolated`
 */
export async function trainMembers(
  recipe: IsolatedRecipe,
  recordings: readonly LabeledWindow[],
  { folder, seed, members = recipe.training.members, ...options }: TrainMembersOptions,
): Promise<TrainedMembers | undefined> {
  const trainedMembers: NamedTensors[] = [];
  let skipped = 0;
  let seconds = 0;
  for (let member = 0; member < members; member += 1) {
    const runFolder = join(folder, `member-${member + 1}`);
    const trained = await trainIsolated(recipe, recordings, {
      ...options,
      runFolder,
      resume: existsSync(join(runFolder, 'run.json')),
      seed: seed + member,
    });
    if (!trained.finished || !trained.best) return undefined;
    trainedMembers.push(trained.best.weights);
    skipped += trained.skipped;
    seconds += trained.seconds;
  }
  return { ...joinNetworks(recipe.network, trainedMembers), skipped, seconds };
}
