import { readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import { isBetter, versionSchema, type ModelVersion, type Writer } from '../../contract/writers.ts';
import { syncFolder, writeFileAtomic } from '../files/atomic-file.ts';
import { fileError } from '../files/file-errors.ts';
import { makeFolder } from '../files/make-folder.ts';
import { exists, namesIn, writerFolders, type WritersHome } from './writer-folders.ts';
import { readWriter, setVersion } from './writers.ts';

const versionFile = 'version.json';
/** Beside the versions: those that were deleted. */
const trashName = '.trash';

/** The writer's versions that can be used, newest first. Damaged ones are passed over. */
export async function listVersions(home: WritersHome, id: string): Promise<ModelVersion[]> {
  const { models } = writerFolders(home, id);
  const versions: ModelVersion[] = [];
  for (const name of await namesIn(models)) {
    const version = await readVersion(join(models, name));
    if (version?.version === name) versions.push(version);
  }
  return versions.sort((a, b) => Number(b.version) - Number(a.version));
}

/** Number for the next version of a writer; no number is used twice, deleted versions included. */
export async function nextVersion(home: WritersHome, id: string): Promise<string> {
  const { models } = writerFolders(home, id);
  // A deleted one may come back: its number is not given away.
  const names = [...(await namesIn(models)), ...(await namesIn(join(models, trashName)))];
  return String(1 + Math.max(0, ...names.map(Number).filter(Number.isInteger)));
}

/** Folder of a version's model package, for `loadModel`. @throws UserError `version-unknown` */
export async function versionFolder(
  home: WritersHome,
  id: string,
  version: string,
): Promise<string> {
  const known = await listVersions(home, id);
  if (!known.some((candidate) => candidate.version === version)) {
    throw new UserError(
      'version-unknown',
      `The writer “${id}” has no version ${version}.`,
      known.length === 0
        ? 'Adapt the model to the writer first.'
        : `Choose one of ${known.map((candidate) => candidate.version).join(', ')}.`,
    );
  }
  return join(writerFolders(home, id).models, version);
}

/**
 * What reads a writer: the folder of the version in use, else the name of the model it starts from.
 * @param usual name of the model where the writer names none
 * @throws UserError `version-unknown` when the version in use is gone
 */
export async function modelOf(home: WritersHome, writer: Writer, usual: string): Promise<string> {
  if (writer.version !== undefined) return versionFolder(home, writer.id, writer.version);
  return writer.model === '' ? usual : writer.model;
}

/**
 * Says what the model package in `folder` is; to be written last, as it makes the package a version.
 * @throws UserError
 */
export function writeVersion(folder: string, version: ModelVersion): Promise<void> {
  const content = v.parse(versionSchema, version);
  return writeFileAtomic(join(folder, versionFile), `${JSON.stringify(content, undefined, 2)}\n`);
}

/** Undefined when the folder holds no whole version. */
export async function readVersion(folder: string): Promise<ModelVersion | undefined> {
  try {
    return v.parse(versionSchema, JSON.parse(await readFile(join(folder, versionFile), 'utf8')));
  } catch {
    return undefined;
  }
}

/** What an adaptation has made and nobody has decided on: only what is better is offered. */
export async function readProposal(
  home: WritersHome,
  id: string,
): Promise<ModelVersion | undefined> {
  const proposal = await readVersion(writerFolders(home, id).proposal);
  return proposal !== undefined && isBetter(proposal) ? proposal : undefined;
}

/**
 * Makes the proposal a version of the writer and uses it.
 * @throws UserError `version-none` when there is none that is better
 */
export async function keepProposal(home: WritersHome, id: string): Promise<ModelVersion> {
  const { models, proposal } = writerFolders(home, id);
  const offered = await readProposal(home, id);
  if (offered === undefined) {
    throw new UserError(
      'version-none',
      'There is no better version to keep.',
      'Record more takes, then adapt again.',
    );
  }
  const version = await nextVersion(home, id);
  const kept = { ...offered, version };
  await writeVersion(proposal, kept);
  await rename(proposal, join(models, version)).catch((error: unknown) => {
    throw fileError(error, proposal, 'write');
  });
  await syncFolder(models);
  await setVersion(home, id, version);
  return kept;
}

/** @throws UserError when there is no such writer, or it cannot be deleted */
export async function discardProposal(home: WritersHome, id: string): Promise<void> {
  await readWriter(home, id);
  await remove(writerFolders(home, id).proposal);
}

/**
 * Has the writer read by a version, or by the model as it came (undefined).
 * @throws UserError `version-unknown`
 */
export async function applyVersion(
  home: WritersHome,
  id: string,
  version: string | undefined,
): Promise<Writer> {
  if (version !== undefined) await versionFolder(home, id, version);
  return setVersion(home, id, version);
}

/**
 * Deletes a version; `restoreVersion` brings it back. One that is in use gives way to the model as it
 * came.
 * @throws UserError
 */
export async function deleteVersion(home: WritersHome, id: string, version: string): Promise<void> {
  const folder = await versionFolder(home, id, version);
  if ((await readWriter(home, id)).version === version) await setVersion(home, id, undefined);
  const { models } = writerFolders(home, id);
  await makeFolder(join(models, trashName));
  await move(folder, join(models, trashName, version));
}

/** Brings a deleted version back; it is not used yet. @throws UserError `version-unknown` */
export async function restoreVersion(
  home: WritersHome,
  id: string,
  version: string,
): Promise<void> {
  const { models } = writerFolders(home, id);
  const trashed = join(models, trashName, version);
  if ((await readVersion(trashed)) === undefined) {
    throw new UserError(
      'version-unknown',
      `There is no deleted version ${version} of the writer “${id}”.`,
      'It may have been brought back already; see the list of versions.',
    );
  }
  await move(trashed, join(models, version));
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    throw fileError(error, from, 'write');
  });
  await syncFolder(dirname(to));
}

async function remove(folder: string): Promise<void> {
  if (!(await exists(folder))) return;
  await rm(folder, { recursive: true }).catch((error: unknown) => {
    throw fileError(error, folder, 'write');
  });
}
