import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HomeFolders } from './home.ts';

/** What group and others may do: nothing. */
const others = 0o077;

/**
 * Everything that this process and those it starts will make can be read by its owner alone: folders
 * 0700, files 0600. Windows has no such modes; there the user's own folder is private.
 */
export function keepFilesPrivate(): void {
  process.umask(others);
}

/** What lies in a home, docs/use/privacy.md: names of ours, and what we set beside them. */
const ours =
  /^(recordings|trash|notes|writers|models|languages|profiles|runs|experiments|logs|electron|diagnostics|(settings|draft|window|compute|compute-window|start)\.json([.-].*)?)$/u;

/**
 * Closes a home that an earlier version left open to other users. A folder is closed behind its content,
 * so that what a crash interrupts goes on at the next start. Links are not followed.
 * @returns how many files and folders were open
 */
export async function closeHome({ root }: Pick<HomeFolders, 'root'>): Promise<number> {
  const names = await readdir(root).catch(() => []);
  const own = names.filter((name) => ours.test(name));
  // A folder that holds other things too, for example /tmp, is not ours to close.
  let closed = own.length > 0 && own.length === names.length ? await close(root) : 0;
  for (const name of own) closed += await closeTree(join(root, name));
  return closed;
}

async function closeTree(path: string): Promise<number> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || found.isSymbolicLink() || (found.mode & others) === 0) return 0;
  let closed = 0;
  if (found.isDirectory()) {
    for (const name of await readdir(path).catch(() => [])) {
      closed += await closeTree(join(path, name));
    }
  }
  return closed + (await close(path));
}

/** @returns 1 when it was open and is closed now; what belongs to somebody else stays as it is */
async function close(path: string): Promise<number> {
  const { mode } = await lstat(path);
  if ((mode & others) === 0) return 0;
  return chmod(path, mode & 0o7777 & ~others).then(
    () => 1,
    () => 0,
  );
}
