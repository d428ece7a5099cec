import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../contract/alerts.ts';

/**
 * Tells one plugging-in of a device from the next: its node is made anew each time.
 * @returns undefined where ports are no files (`COM3`) or nothing is there
 */
export async function deviceIdentity(path: string): Promise<string | undefined> {
  try {
    const { dev, ino, rdev } = await stat(path);
    return `${dev}/${ino}/${rdev}`;
  } catch {
    return undefined;
  }
}

/**
 * A user may also name a folder that holds a port, such as `/dev/serial/by-id`.
 * @returns the path to open; the path as it is when it is no folder
 * @throws UserError `serial-several` when the folder holds more than one port
 */
export async function resolvePort(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) return path;
  const ports: string[] = [];
  for (const name of await readdir(path)) {
    const entry = await stat(join(path, name)).catch(() => undefined);
    if (entry?.isCharacterDevice() === true) ports.push(join(path, name));
  }
  if (ports.length > 1) {
    throw new UserError(
      'serial-several',
      `${path} holds ${ports.length} ports: ${ports.slice(0, 4).join(', ')}${ports.length > 4 ? ' …' : ''}.`,
      `Say which one, for example serial:${ports[0]!}`,
    );
  }
  if (ports[0] === undefined) {
    throw Object.assign(new Error(`no such device in ${path}`), { code: 'ENOENT' });
  }
  return ports[0];
}
