import { without } from '../../contract/without.ts';
import { isOwnProfile, keepPenProfile } from '../../library/pen-profiles.ts';
import { genericProfile, parsePenProfile, type PenProfile } from '../../pen/profiles.ts';

export interface StoredProfile {
  readonly profile: PenProfile;
  /** Where it lies in the home folder. */
  readonly file: string;
}

const usualTitle = 'New pen';

/** What a pen is called that is stored under this name, or under none. */
export function titleOf(found: PenProfile, name: string | undefined): string {
  return name ?? (found.id === genericProfile.id ? usualTitle : found.title);
}

/**
 * Keeps what was found as a profile of the user's own. It takes the place of the one that it came from, so
 * that a pen which is found by its name or port is read with it; under a title of its own, or where nothing
 * is known of the pen but what was found, it is another one.
 * @throws UserError when it cannot be written
 */
export async function storeProfile(
  found: PenProfile,
  title: string | undefined,
): Promise<StoredProfile> {
  const profile =
    title === undefined && found.id !== genericProfile.id
      ? found
      : await another(found, title ?? usualTitle);
  // What is written must be what can be read.
  const checked = parsePenProfile(JSON.stringify(profile));
  return { profile: checked, file: await keepPenProfile(checked) };
}

/** Ports and names would otherwise point at two profiles, and so at none. */
async function another(found: PenProfile, title: string): Promise<PenProfile> {
  const { ble } = found;
  const id = await freeId(title);
  const rest = without(found, 'usb', 'description');
  return { ...rest, ...(ble && { ble: { ...ble, shared: true } }), id, title } as PenProfile;
}

async function freeId(title: string): Promise<string> {
  const plain =
    title
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/gu, '-')
      .slice(0, 40)
      .replace(/^-+|-+$/gu, '') || 'pen';
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? plain : `${plain}-${number}`;
    if (!(await isOwnProfile(id))) return id;
  }
}
