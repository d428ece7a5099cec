import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface Obstacle {
  readonly reason: string;
  readonly remedy: string;
}

/** Debian packages of the libraries that Electron asks for; `t64`: the name since Debian 13. */
const packageOf: Readonly<Record<string, string | { readonly name: string; readonly t64: true }>> =
  {
    'libasound.so.2': { name: 'libasound2', t64: true },
    'libatk-1.0.so.0': { name: 'libatk1.0-0', t64: true },
    'libatk-bridge-2.0.so.0': { name: 'libatk-bridge2.0-0', t64: true },
    'libatspi.so.0': { name: 'libatspi2.0-0', t64: true },
    'libcairo.so.2': 'libcairo2',
    'libcups.so.2': { name: 'libcups2', t64: true },
    'libdbus-1.so.3': 'libdbus-1-3',
    'libdrm.so.2': 'libdrm2',
    'libexpat.so.1': 'libexpat1',
    'libgbm.so.1': 'libgbm1',
    'libgio-2.0.so.0': { name: 'libglib2.0-0', t64: true },
    'libglib-2.0.so.0': { name: 'libglib2.0-0', t64: true },
    'libgmodule-2.0.so.0': { name: 'libglib2.0-0', t64: true },
    'libgobject-2.0.so.0': { name: 'libglib2.0-0', t64: true },
    'libgdk-3.so.0': { name: 'libgtk-3-0', t64: true },
    'libgtk-3.so.0': { name: 'libgtk-3-0', t64: true },
    'libnspr4.so': 'libnspr4',
    'libnss3.so': 'libnss3',
    'libnssutil3.so': 'libnss3',
    'libsmime3.so': 'libnss3',
    'libssl3.so': 'libnss3',
    'libpango-1.0.so.0': 'libpango-1.0-0',
    'libudev.so.1': 'libudev1',
    'libX11.so.6': 'libx11-6',
    'libX11-xcb.so.1': 'libx11-xcb1',
    'libxcb.so.1': 'libxcb1',
    'libxcb-dri3.so.0': 'libxcb-dri3-0',
    'libXcomposite.so.1': 'libxcomposite1',
    'libXcursor.so.1': 'libxcursor1',
    'libXdamage.so.1': 'libxdamage1',
    'libXext.so.6': 'libxext6',
    'libXfixes.so.3': 'libxfixes3',
    'libXi.so.6': 'libxi6',
    'libxkbcommon.so.0': 'libxkbcommon0',
    'libXrandr.so.2': 'libxrandr2',
    'libXrender.so.1': 'libxrender1',
    'libXss.so.1': 'libxss1',
    'libXtst.so.6': 'libxtst6',
  };

/** Opened while running, so that ldd does not list them. */
const alwaysUseful = ['fonts-dejavu-core'];

/** The libraries that this machine lacks, with the line that brings them; undefined when none. */
export async function missingLibraries(executable: string): Promise<Obstacle | undefined> {
  if (process.platform !== 'linux') return undefined;
  let listing: string;
  try {
    listing = (await promisify(execFile)('ldd', [executable])).stdout;
  } catch {
    return undefined; // no ldd: starting Electron will tell
  }
  const missing = parseMissing(listing);
  if (missing.length === 0) return undefined;
  return {
    reason: `Electron needs libraries that are not installed: ${missing.join(', ')}`,
    remedy: await installLine(missing),
  };
}

export function parseMissing(lddOutput: string): string[] {
  return [...lddOutput.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]!);
}

export async function installLine(
  libraries: readonly string[],
  osRelease?: string,
  root = process.getuid?.() === 0,
): Promise<string> {
  const release = osRelease ?? (await readFile('/etc/os-release', 'utf8').catch(() => ''));
  const renamed = usesT64Names(release);
  const packages = new Set<string>();
  const unknown: string[] = [];
  for (const library of libraries) {
    const entry = packageOf[library];
    if (entry === undefined) unknown.push(library);
    else if (typeof entry === 'string') packages.add(entry);
    else packages.add(renamed ? `${entry.name}t64` : entry.name);
  }
  const names = [...packages].sort().concat(alwaysUseful).join(' ');
  const sudo = root ? '' : 'sudo ';
  const line = `${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${names}`;
  return unknown.length === 0 ? line : `${line} (and what brings ${unknown.join(', ')})`;
}

function usesT64Names(osRelease: string): boolean {
  const field = (name: string): string =>
    new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(osRelease)?.[1] ?? '';
  const version = Number.parseFloat(field('VERSION_ID'));
  if (field('ID') === 'ubuntu') return version >= 24.04;
  return field('ID') === 'debian' && version >= 13;
}

/** Why no window can be shown here; undefined when one can. */
export function missingDisplay(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Obstacle | undefined {
  if (platform === 'win32' || platform === 'darwin') return undefined;
  if (environment['DISPLAY'] || environment['WAYLAND_DISPLAY']) return undefined;
  return {
    reason: 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)',
    remedy: 'Start from a desktop session, or under a virtual display: xvfb-run -a npm start',
  };
}

/**
 * Arguments before the application's path. Chromium refuses to sandbox for root; that is said on
 * the screen through `log` because it takes a protection away.
 */
export function electronArguments({
  log = () => undefined,
  root = process.getuid?.() === 0,
}: { log?: (line: string) => void; root?: boolean } = {}): string[] {
  if (process.platform !== 'linux' || !root) return [];
  log(
    'Running as root: Electron starts with --no-sandbox. Start as an ordinary user to keep the sandbox.',
  );
  return ['--no-sandbox'];
}
