import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const sources = ['src-main', 'src-renderer', 'electron.config.ts', 'package.json'];
const product = join(root, 'out/renderer/index.html');

/** Builds main process, preload and window into `out/` unless that is newer than every source. */
export async function buildWindow({
  log = () => undefined,
}: { log?: (line: string) => void } = {}): Promise<void> {
  const built = await modified(product);
  if (built !== undefined && built > (await newest(sources.map((name) => join(root, name))))) {
    return;
  }
  log('Building the window …');
  const started = performance.now();
  await run();
  log(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

function run(): Promise<void> {
  const packageFile = createRequire(import.meta.url).resolve('electron-vite/package.json');
  const command = join(dirname(packageFile), 'bin/electron-vite.js');
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [command, 'build', '--config', 'electron.config.ts', '--logLevel', 'warn'],
      // The build's own chatter belongs to standard error: standard output is for results.
      { cwd: root, stdio: ['ignore', process.stderr, process.stderr] },
    );
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`electron-vite build ended with exit code ${code ?? 'none'}`));
    });
  });
}

async function modified(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}

async function newest(paths: readonly string[]): Promise<number> {
  let latest = 0;
  for (const path of paths) {
    const information = await stat(path);
    if (!information.isDirectory()) {
      latest = Math.max(latest, information.mtimeMs);
      continue;
    }
    for (const entry of await readdir(path, { recursive: true })) {
      if (entry.endsWith('.test.ts')) continue;
      latest = Math.max(latest, (await modified(join(path, entry))) ?? 0);
    }
  }
  return latest;
}
