import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../contract/alerts.ts';
import { writeFileAtomic } from '../data/files/atomic-file.ts';
import { errorCode, fileError } from '../data/files/file-errors.ts';
import { homeFolders } from '../data/home.ts';
import { profileOfDevice } from '../pen/ble/ble-listing.ts';
import { profileOfPort } from '../pen/listing.ts';
import { parsePenProfile, penProfiles, type PenProfile } from '../pen/profiles.ts';
import { systemBinding, type SerialPortInformation } from '../pen/serial-binding.ts';

export interface KnownProfiles {
  /** The user's own first; one of the user's with the id of a built-in one takes its place. */
  readonly profiles: readonly PenProfile[];
  /** What is wrong with files of the user's that could not be used. */
  readonly problems: readonly UserError[];
}

/** All profiles: the files of the home folder and those that came along. Never rejects. */
export async function knownProfiles(folder = homeFolders().profiles): Promise<KnownProfiles> {
  const own = new Map<string, PenProfile>();
  const problems: UserError[] = [];
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') problems.push(fileError(error, folder, 'read'));
    return [];
  });
  for (const name of names.filter((candidate) => candidate.endsWith('.json')).sort()) {
    try {
      const profile = await readPenProfile(join(folder, name));
      if (own.has(profile.id)) throw twice(join(folder, name), profile.id);
      own.set(profile.id, profile);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error);
    }
  }
  const builtIn = penProfiles.filter(({ id }) => !own.has(id));
  return { profiles: [...own.values(), ...builtIn], problems };
}

/** @throws UserError `pen-profile` naming the file, or `file-read…` */
async function readPenProfile(file: string): Promise<PenProfile> {
  const json = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fileError(error, file, 'read');
  });
  try {
    return parsePenProfile(json);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.code, `${file}: ${error.message}`, error.remedy, { cause: error });
  }
}

/** Whether what stands for a profile is a file rather than an id. */
export function isProfileFile(name: string): boolean {
  return /[/\\]|\.json$/i.test(name);
}

/**
 * @param name id of a profile, or a JSON file
 * @param transport how the pen is connected
 * @throws UserError `pen-profile` when there is none, it is damaged, or its pens are not connected so
 */
export async function openPenProfile(
  name: string,
  transport: 'serial' | 'ble',
  folder = homeFolders().profiles,
): Promise<PenProfile> {
  const profile = isProfileFile(name)
    ? await readPenProfile(name)
    : await byId(name, transport, folder);
  if (profile.transport === 'any' || profile.transport === transport) return profile;
  throw new UserError(
    'pen-profile',
    transport === 'serial'
      ? `The profile “${profile.id}” is of pens that are connected by Bluetooth, not by a serial line.`
      : `The profile “${profile.id}” is of pens on a serial line, not of Bluetooth pens.`,
    `Choose another kind of pen. If it is right, say in a profile of your own "transport": "any" (docs/formats/pen-profiles.md).`,
  );
}

/**
 * A profile, however its pen is connected.
 * @param name id of a profile, or a JSON file
 * @throws UserError `pen-profile`
 */
export function namedProfile(name: string, folder = homeFolders().profiles): Promise<PenProfile> {
  return isProfileFile(name) ? readPenProfile(name) : byId(name, undefined, folder);
}

/**
 * Keeps a profile among the user's own; one of theirs with this id is replaced.
 * @returns the file
 * @throws UserError
 */
export async function keepPenProfile(
  profile: PenProfile,
  folder = homeFolders().profiles,
): Promise<string> {
  const file = join(folder, `${profile.id}.json`);
  await writeFileAtomic(file, `${JSON.stringify(profile, undefined, 2)}\n`);
  return file;
}

/** Whether a profile is one of the user's own, in a file of its id. */
export async function isOwnProfile(id: string, folder = homeFolders().profiles): Promise<boolean> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.includes(`${id}.json`);
}

/** The kind of pen that advertises this name, when exactly one does. */
export async function profileForName(
  name: string,
  folder = homeFolders().profiles,
): Promise<PenProfile | undefined> {
  return profileOfDevice({ name, services: [] }, (await knownProfiles(folder)).profiles);
}

/** The profile whose USB identifiers are those of a port, when exactly one has them. */
export async function profileForPort(
  path: string,
  folder = homeFolders().profiles,
): Promise<PenProfile | undefined> {
  const { profiles } = await knownProfiles(folder);
  if (!profiles.some(({ usb }) => usb !== undefined)) return undefined;
  const ports = await systemBinding()
    .list()
    .catch((): SerialPortInformation[] => []);
  const port = ports.find((candidate) => candidate.path === path);
  return port && profileOfPort(port, profiles);
}

async function byId(
  id: string,
  transport: 'serial' | 'ble' | undefined,
  folder: string,
): Promise<PenProfile> {
  const { profiles, problems } = await knownProfiles(folder);
  // A damaged file of the user's must not be replaced silently by a built-in one of this id.
  const damaged = problems.find(({ message }) => message.includes(join(folder, `${id}.json`)));
  if (damaged !== undefined) throw damaged;
  const found = profiles.find((profile) => profile.id === id);
  if (found !== undefined) return found;
  const other = transport && (transport === 'serial' ? 'ble' : 'serial');
  const usable = profiles.filter((known) => known.transport !== other).map((known) => known.id);
  throw new UserError(
    'pen-profile',
    `There is no pen profile “${id}”.`,
    `Use ${usable.join(', ')}, a JSON file, or put ${id}.json into ${folder} (docs/formats/pen-profiles.md).`,
  );
}

function twice(file: string, id: string): UserError {
  return new UserError(
    'pen-profile',
    `${file}: another file has the id “${id}” already.`,
    `Give ${basename(file)} an id of its own, or take it away.`,
  );
}
