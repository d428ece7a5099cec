import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
} from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getCurrentFuseWire, FuseV1Options } from '@electron/fuses';
import { ensureElectron } from '../../scripts/electron.ts';
import { packagedFiles, type PackagedFile } from '../../scripts/package/contents.ts';
import { exportWriter } from '../../src-main/data/writers/archive.ts';
import { createWriter } from '../../src-main/data/writers/writers.ts';
import { buildDebian, debianArchitecture, manifestOf } from '../../scripts/package/debian.ts';
import { PseudoTerminal, socatIsHere } from '../contract/pseudo-terminal.ts';
import { writeInto } from '../e2e/support/serial-pen.ts';

/** Linux, where the package is made and installed by Debian's own tools; run by `npm run test:package`. */
const root = join(import.meta.dirname, '../..');
const folder = join(root, 'dist/linux-unpacked');
const isRoot = userInfo().uid === 0;
const obstacle =
  (await electronObstacle()) ??
  (process.platform !== 'linux'
    ? 'only Linux packages are tested'
    : spawnSync('which', ['Xvfb']).status === 0
      ? undefined
      : 'there is no Xvfb');
/** A folder that has just been packaged may be tested again. */
const packaged = process.env['QUILLWAVE_PACKAGED'] === 'already';
const debObstacle =
  obstacle ??
  (!isRoot
    ? 'installing takes root'
    : spawnSync('which', ['dpkg-deb']).status !== 0
      ? 'there is no dpkg-deb'
      : socatIsHere
        ? undefined
        : 'socat is not installed');

let files: readonly PackagedFile[] = [];
let work: string;
let display: ChildProcess | undefined;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'quillwave-package-'));
  await chmod(work, 0o755);
  if (obstacle !== undefined) return;
  if (!packaged) {
    execFileSync('npx', ['tsx', 'scripts/package.ts', 'folder'], { cwd: root, stdio: 'inherit' });
  }
  files = await packagedFiles(folder);
  display = spawn('Xvfb', [':93', '-screen', '0', '1280x900x24'], { stdio: 'ignore' });
});
afterAll(async () => {
  display?.kill();
  await rm(work, { recursive: true, force: true });
});

test(`the folder holds what is used and nothing else${notice(obstacle)}`, ({ skip }) => {
  if (obstacle !== undefined) skip(obstacle);
  const paths = files.map(({ path }) => path);
  const needed = [
    /app\.asar\/models\/words\/weights\.bin$/u,
    /app\.asar\/models\/languages\/english\/language\.bin\.gz$/u,
    /app\.asar\/out\/main\/index\.js$/u,
    /app\.asar\.unpacked\/node_modules\/onnxruntime-node\/bin\/.*onnxruntime_binding\.node$/u,
    /app\.asar\.unpacked\/node_modules\/@serialport\/bindings-cpp\/prebuilds\/.*\.node$/u,
    /^LICENSE\.quillwave\.txt$/u,
    /^third-party\.md$/u,
    /^licenses\.txt$/u,
  ];
  for (const pattern of needed) expect(paths.filter((path) => pattern.test(path))).not.toEqual([]);
  const needless = [
    /default_app\.asar|seal\.json/u,
    /src-main|src-renderer|\.test\.ts$/u,
    /node_modules\/(electron|vite|vitest|typescript|playwright-core|webgpu|tsx)\//u,
    /\.(d\.ts|map|h|cc|cpp|c)$/u,
    /\/(coverage|__tests__|libusb|prebuilds\/.*\/src)\//u,
    // Programs of other systems; JavaScript that names one belongs to a package that is used here.
    /(darwin|win32|freebsd|openbsd|musl|android|riscv|loong)([-_+.][^/]*)?\/|\.musl\.node$/u,
    process.arch === 'x64' ? /[-_/]arm(64|hf)?\//u : /[-_/]x64\//u,
    /app\.asar\/out\/cli\//u,
  ];
  for (const pattern of needless) expect(paths.filter((path) => pattern.test(path))).toEqual([]);
});

test(`its size is held${notice(obstacle)}`, ({ skip }) => {
  if (obstacle !== undefined) skip(obstacle);
  const own = files.filter(({ path }) => path.startsWith('resources/app.asar'));
  const size = (list: readonly PackagedFile[]) =>
    list.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  // 321 MB on 30 November 2026, of which 87 MB are not Electron; `npm run package:contents` tells.
  expect(size(files)).toBeLessThan(345);
  expect(size(own)).toBeLessThan(95);
});

test(`its fuses are set${notice(obstacle)}`, async ({ skip }) => {
  if (obstacle !== undefined) skip(obstacle);
  const wire = await getCurrentFuseWire(join(folder, 'quillwave'));
  const [off, on] = ['0', '1'].map((state) => state.charCodeAt(0));
  expect(wire[FuseV1Options.RunAsNode]).toBe(off);
  expect(wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).toBe(off);
  expect(wire[FuseV1Options.EnableNodeCliInspectArguments]).toBe(off);
  expect(wire[FuseV1Options.GrantFileProtocolExtraPrivileges]).toBe(off);
  expect(wire[FuseV1Options.EnableCookieEncryption]).toBe(on);
  expect(wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(on);
  expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(on);
});

test(`installed from a deb it reads for an ordinary user, in its sandbox, and goes away whole${notice(debObstacle)}`, async ({
  skip,
}) => {
  if (debObstacle !== undefined) skip(debObstacle);
  const { version, description, homepage, author } = await manifestOf(root);
  const target = join(work, 'quillwave.deb');
  await buildDebian({
    ...{ folder, version, description, homepage, target, compression: 'none' },
    maintainer: `${author.name} <${author.email}>`,
    architecture: await debianArchitecture(),
  });
  // Dependencies are those of the window's tests; what else a desktop has is not needed to start.
  execFileSync('dpkg', ['--install', '--force-depends', target], { stdio: 'ignore' });
  try {
    for (const path of [
      '/usr/bin/quillwave',
      '/usr/share/applications/quillwave.desktop',
      '/usr/share/mime/packages/quillwave.xml',
      '/usr/share/icons/hicolor/256x256/apps/quillwave.png',
      '/usr/lib/udev/rules.d/70-quillwave-pens.rules',
    ]) {
      expect(existsSync(path)).toBe(true);
    }
    const user = join(work, 'user');
    await mkdir(user, { mode: 0o700 });
    await chown(user, nobody, nobody);
    expect(await readAs(user)).toMatch(/^hell?o\b/iu);
    expect(runAs(user, ['--version']).stdout.trim()).toBe(version);
    const models = JSON.parse(runAs(user, ['models', '--json']).stdout) as { name: string }[];
    expect(models.map(({ name }) => name)).toContain('words');
    const digits = runAs(user, ['recognize', '--model', 'pen-digits', await fixtureFor(user)]);
    expect(digits.stdout).toMatch(/\d/u);
    expect(digits.status).toBe(0);
    const refused = runAs(user, ['train', 'words']);
    expect(refused.stderr).toContain('sources');
    expect(refused.status).toBe(1);
    await takesAWriter(user);
    // Neither telemetry nor anything else outside the home of the program.
    const written = await readdir(user, { recursive: true });
    expect(
      written.filter((name) => !/^(\.local(\/share(\/quillwave.*)?)?|run.*)$/u.test(name)),
    ).toEqual([]);
    expect((await lstat(join(user, '.local/share/quillwave'))).mode & 0o077).toBe(0);
  } finally {
    execFileSync('dpkg', ['--purge', '--force-depends', 'quillwave'], { stdio: 'ignore' });
  }
  expect(existsSync('/opt/Quillwave')).toBe(false);
  expect(existsSync('/usr/bin/quillwave')).toBe(false);
});

const nobody = 65534;

/** What an ordinary user's program is started with: a display, and a runtime folder of their own. */
function surroundings(user: string) {
  const env = {
    PATH: process.env['PATH'],
    HOME: user,
    DISPLAY: ':93',
    XDG_RUNTIME_DIR: join(user, 'run'),
  };
  return { env, cwd: user, uid: nobody, gid: nobody };
}

/** A verb in a terminal without a display. */
function runAs(user: string, args: readonly string[]) {
  const { env, ...options } = surroundings(user);
  const terminal: NodeJS.ProcessEnv = { ...env };
  delete terminal['DISPLAY'];
  return spawnSync('/usr/bin/quillwave', args, {
    ...{ ...options, env: terminal, encoding: 'utf8', timeout: 60_000 },
  });
}

async function fixtureFor(user: string): Promise<string> {
  const file = join(user, 'run', 'digits.ndjson.gz');
  await mkdir(join(user, 'run'), { recursive: true });
  await copyFile(join(root, 'test/fixtures/simulated-digits.ndjson.gz'), file);
  await chmod(file, 0o644);
  return file;
}

/**
 * Starts the installed program as somebody else, without --no-sandbox, with a pen on a serial line.
 * @returns the text that it kept: that of a simulated pen is never kept
 */
async function readAs(user: string): Promise<string> {
  const line = await PseudoTerminal.create();
  await chmod(dirname(line.path), 0o755);
  // What the udev rule does for a pen.
  await chmod(await realpath(line.path), 0o666);
  const args = ['--pen', `serial:${line.path}`, '--profile', 'quillwave', '--disable-gpu'];
  const child = spawn('/usr/bin/quillwave', args, { ...surroundings(user), stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const home = join(user, '.local/share/quillwave');
  try {
    await until(async () => (await logOf(home)).includes('Reading with words'));
    await writeInto(line.farPath, { text: 'hello' });
    return await until(async () => (await textIn(join(home, 'notes'))) || undefined);
  } finally {
    child.kill('SIGTERM');
    await ended;
    await line.dispose();
  }
}

/** A writer's archive that is opened in the file manager is taken in. */
async function takesAWriter(user: string): Promise<void> {
  const other = { writers: join(work, 'writers') };
  const { id } = await createWriter(other, { name: 'Ada' });
  const file = join(user, 'run', 'Ada.quillwave-writer.tar.gz');
  await exportWriter(other, id, file);
  await chmod(file, 0o644);
  const child = spawn('/usr/bin/quillwave', [file, '--disable-gpu'], {
    ...{ ...surroundings(user), stdio: 'ignore' as const },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const taken = join(user, '.local/share/quillwave/writers', id, 'writer.json');
    await until(() => Promise.resolve(existsSync(taken)));
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

const limitSeconds = 90;

/** @returns what the work gives once it gives something */
async function until<T>(work: () => Promise<T>): Promise<NonNullable<T>> {
  for (let second = 0; second < limitSeconds; second += 0.5) {
    const found = await work();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`Not within ${limitSeconds} s.`);
}

async function logOf(home: string): Promise<string> {
  return readFile(join(home, 'logs/quillwave.log'), 'utf8').catch(() => '');
}

/** What stands in the notes of a home, whatever else is told of them. */
async function textIn(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json'));
  const contents = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  return [...contents.join('').matchAll(/"text":\s*"([^"]+)"/gu)].map(([, text]) => text).join(' ');
}

/** Without an Electron nothing can be packaged. */
async function electronObstacle(): Promise<string | undefined> {
  const found = await ensureElectron();
  return 'missing' in found ? found.missing : undefined;
}

function notice(reason: string | undefined): string {
  return reason === undefined ? '' : ` (SKIPPED: ${reason})`;
}
