// Builds the command-line program into out/cli, one file a part that is loaded by itself. Plain JavaScript,
// because it runs before anything can read TypeScript.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(root, 'out', 'cli');
/** Names the build that an installed program runs; it has no sources that could change. */
const pointer = join(output, 'current.json');
const day = 24 * 60 * 60 * 1000;

/** The program's address as it is now; built first where that has not been done yet. */
export async function builtProgram() {
  if (!existsSync(join(root, '.git'))) {
    const current = await readFile(pointer, 'utf8').then(JSON.parse, () => undefined);
    if (current !== undefined && existsSync(entryOf(current.build)))
      return addressOf(current.build);
  }
  const build = fingerprint();
  if (!existsSync(entryOf(build))) await buildInto(build);
  return addressOf(build);
}

const entryOf = (build) => join(output, build, 'index.js');
const addressOf = (build) => pathToFileURL(entryOf(build)).href;

/** Of paths, sizes and times of all sources: another one where any has changed. */
function fingerprint() {
  const hash = createHash('sha256');
  const files = ['src-main', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((name) => join(folder, name))
      .filter((name) => name.endsWith('.ts') && !/\.(test|testing|bench)\.ts$/u.test(name)),
  );
  for (const file of [...files, 'package.json', join('bin', 'build.mjs')].sort()) {
    const { mtimeMs, size } = statSync(join(root, file));
    hash.update(`${file} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * Others may build or run at the same time: a build is made beside and then renamed, and what others may
 * still load parts of is kept for a while.
 */
async function buildInto(build) {
  const { build: bundle } = await import('esbuild');
  const beside = join(output, `${build}.${process.pid}`);
  await bundle({
    entryPoints: { index: join(root, 'src-main', 'cli', 'index.ts') },
    outdir: beside,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    banner: { js: sourceAddresses },
    plugins: [ownAddresses],
    logLevel: 'error',
  });
  await rename(beside, join(output, build)).catch(() => rm(beside, { recursive: true }));
  await mkdir(output, { recursive: true });
  await writeFile(pointer, `${JSON.stringify({ build })}\n`);
  await dropOld(build);
}

async function dropOld(build) {
  for (const name of await readdir(output)) {
    const path = join(output, name);
    if (path === pointer || name === build) continue;
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > day) await rm(path, { recursive: true, force: true });
  }
}

const sourceAddresses = `import { fileURLToPath as __path } from 'node:url';
const __source = (file) => new URL('../../../' + file, import.meta.url).href;`;

/** Threads, processes and files beside a source are found from where the source stands, built or not. */
const ownAddresses = {
  name: 'own-addresses',
  setup(context) {
    context.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const file = JSON.stringify(relative(root, path).split(sep).join('/'));
      const text = await readFile(path, 'utf8');
      const contents = text
        .replaceAll('import.meta.url', `__source(${file})`)
        .replaceAll('import.meta.dirname', `__path(new URL('.', __source(${file}))).slice(0, -1)`);
      return { contents, loader: 'ts' };
    });
  },
};
