import { createRequire } from 'node:module';
import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

export interface PackagedFile {
  /** With slashes; what lies in the archive stands behind `app.asar/`. */
  readonly path: string;
  readonly bytes: number;
}

interface AsarEntry {
  readonly size?: number;
  readonly unpacked?: boolean;
  readonly files?: Readonly<Record<string, AsarEntry>>;
}

/** Every file of a packaged folder, also those inside its archive. */
export async function packagedFiles(folder: string): Promise<PackagedFile[]> {
  const files: PackagedFile[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    const path = relative(folder, full).replaceAll(sep, '/');
    if (path.endsWith('app.asar')) files.push(...archived(full, path));
    else files.push({ path, bytes: (await lstat(full)).size });
  }
  return files.sort((a, b) => a.path.localeCompare(b.path));
}

function archived(archive: string, path: string): PackagedFile[] {
  const asar = createRequire(import.meta.url)('@electron/asar') as {
    getRawHeader(archive: string): { header: AsarEntry };
  };
  const files: PackagedFile[] = [];
  const walk = (entry: AsarEntry, at: string): void => {
    for (const [name, child] of Object.entries(entry.files ?? {})) walk(child, `${at}/${name}`);
    if (entry.files === undefined && entry.unpacked !== true)
      files.push({ path: at, bytes: entry.size ?? 0 });
  };
  walk(asar.getRawHeader(archive).header, path);
  return files;
}

/** Bytes by the part that they belong to, largest first. */
export function sizeByPart(files: readonly PackagedFile[]): readonly (readonly [string, number])[] {
  const sizes = new Map<string, number>();
  for (const { path, bytes } of files) {
    const part = partOf(path);
    sizes.set(part, (sizes.get(part) ?? 0) + bytes);
  }
  return [...sizes].sort((a, b) => b[1] - a[1]);
}

function partOf(path: string): string {
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(path)?.[1];
  if (dependency !== undefined) return `node_modules/${dependency}`;
  const own = /app\.asar(?:\.unpacked)?\/([^/]+(?:\/[^/]+)?)/u.exec(path)?.[1];
  return own ?? 'Electron';
}
