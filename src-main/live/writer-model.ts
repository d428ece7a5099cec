import type { ModelVersion, Writer } from '../contract/writers.ts';
import type { HomeFolders } from '../data/home.ts';
import { listVersions, modelOf, versionFolder } from '../data/writers/versions.ts';
import { findModel, isModelPath } from '../recognizer/model/library.ts';
import type { ModelManifest } from '../recognizer/model/manifest.ts';
import { readManifest } from '../recognizer/model/package.ts';
import { modelFolders } from '../library/places.ts';

export interface WriterModel {
  /** Name or folder of what is to be opened. */
  readonly model: string;
  /** Number of the writer's version that it is; absent where it is a model as it came. */
  readonly version?: string;
}

/**
 * What reads a writer. Where a model is named it is the writer's version of that model: the one in
 * use, else the newest; without one the model itself. Where none is named it is the version in use,
 * else the writer's model.
 * @param named name or folder of a model
 * @param usual name of the model where neither this says anything nor the writer
 * @throws UserError `model-unknown`, `model-missing`, `version-unknown`
 */
export async function modelForWriter(
  home: HomeFolders,
  writer: Writer,
  { named, usual }: { readonly named?: string; readonly usual: string },
): Promise<WriterModel> {
  if (named === undefined) {
    const { version } = writer;
    const model = await modelOf(home, writer, usual);
    return { model, ...(version !== undefined && { version }) };
  }
  const version = await versionOfModel(home, writer, named);
  if (version === undefined) return { model: named };
  return { model: await versionFolder(home, writer.id, version), version };
}

/**
 * Number of the writer's version of a model: that in use, else the newest; undefined without one.
 * @throws UserError `model-unknown`, `model-missing`
 */
export async function versionOfModel(
  home: HomeFolders,
  writer: Writer,
  nameOrFolder: string,
): Promise<string | undefined> {
  const manifest = await readManifest(await findModel(nameOrFolder, { folders: modelFolders() }));
  // A version that is named by its folder is meant itself.
  if (adaptedFrom(manifest) !== undefined) return undefined;
  const versions = await listVersions(home, writer.id);
  const own: ModelVersion[] = [];
  for (const version of versions) {
    const folder = await versionFolder(home, writer.id, version.version);
    const learnt = await readManifest(folder).catch(() => undefined);
    if (learnt && isVersionOf(learnt, manifest, nameOrFolder)) own.push(version);
  }
  const inUse = own.find(({ version }) => version === writer.version);
  return (inUse ?? own[0])?.version;
}

/** By its weights; of a model that is named, also from before it was brought up to date. */
function isVersionOf(learnt: ModelManifest, model: ModelManifest, nameOrFolder: string): boolean {
  if (adaptedFrom(learnt) === model.weights.sha256) return true;
  return !isModelPath(nameOrFolder) && learnt.name === model.name;
}

/** Checksum of the weights that an adaptation started from; undefined of a model as it came. */
function adaptedFrom({ training }: ModelManifest): unknown {
  return training?.['adaptedFrom'];
}
