import { readdir, readFile, readlink, realpath } from 'node:fs/promises';

export interface PortHolder {
  readonly pid: number;
  readonly name: string;
}

/**
 * Which process has a device open (Linux). Without root only one's own processes can be seen, which
 * are the usual ones: a serial monitor, a second copy of this program.
 * @param except a process that does not count
 */
export async function findHolder(path: string, except?: number): Promise<PortHolder | undefined> {
  try {
    const device = await realpath(path);
    for (const pid of await readdir('/proc')) {
      if (/^\d+$/.test(pid) && Number(pid) !== except && (await holds(pid, device))) {
        const name = (await readFile(`/proc/${pid}/comm`, 'utf8')).trim();
        return { pid: Number(pid), name };
      }
    }
  } catch {
    // It ended meanwhile, or /proc cannot be read: then it stays unnamed.
  }
  return undefined;
}

async function holds(pid: string, device: string): Promise<boolean> {
  try {
    for (const descriptor of await readdir(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => undefined);
      if (target === device) return true;
    }
  } catch {
    // Another user's process.
  }
  return false;
}
