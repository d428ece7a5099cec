import { join, normalize, sep } from 'node:path';

/** @returns the file that an address of the page names; undefined for anything outside `folder` */
export function pageFile(folder: string, address: string): string | undefined {
  let name: string;
  try {
    const { host, pathname } = new URL(address);
    if (host !== 'window') return undefined;
    name = decodeURIComponent(pathname);
  } catch {
    return undefined; // a broken escape, for example %E0%A4%A
  }
  const file = normalize(join(folder, name));
  return file.startsWith(folder + sep) ? file : undefined;
}
