import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureElectron } from './electron.ts';
import { buildDebian, debianArchitecture, iconSizes, manifestOf } from './package/debian.ts';
import { drawIcon } from './package/draw-icon.ts';
import { licenseTexts } from './package/licenses.ts';
import { packagedFiles, sizeByPart } from './package/contents.ts';
import { udevRules } from './package/udev-rules.ts';

/**
 * Packages: `folder` for this system as it would be installed, `deb` of that folder by Debian's own
 * tool, `installers` as electron-builder makes them, `contents` of the folder that is there.
 */
const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const packagedFolder = join(
  dist,
  { linux: 'linux-unpacked', win32: 'win-unpacked' }[process.platform as string] ?? 'mac',
);
const log = (line: string): void => void process.stderr.write(`${line}\n`);

const commands: Readonly<Record<string, () => Promise<void>>> = {
  folder: async () => {
    await prepare();
    const electron = await ensureElectron({ log });
    if ('missing' in electron) throw new Error(electron.missing);
    const dist = dirname(electron.executable);
    build(['--dir', `-c.electronDist=${dist}`, `-c.electronVersion=${electron.version}`]);
  },
  deb: async () => {
    const { version, description, homepage, author } = await manifestOf(root);
    const architecture = await debianArchitecture();
    const target = join(dist, `quillwave_${version}_${architecture}.deb`);
    const maintainer = `${author.name} <${author.email}>`;
    const facts = { version, description, homepage, maintainer, architecture, target };
    await buildDebian({ folder: packagedFolder, ...facts });
    process.stdout.write(`${target}\n`);
  },
  installers: async () => {
    await prepare();
    build([]);
  },
  contents: async () => {
    const files = await packagedFiles(packagedFolder);
    if (process.argv[3] === '--files') {
      for (const { path, bytes } of files) process.stdout.write(`${bytes}\t${path}\n`);
      return;
    }
    for (const [part, bytes] of sizeByPart(files)) {
      process.stdout.write(`${(bytes / 1e6).toFixed(1).padStart(8)} MB  ${part}\n`);
    }
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    process.stdout.write(`${(total / 1e6).toFixed(1).padStart(8)} MB  in ${files.length} files\n`);
  },
};

/** The program itself, and what is made for every package. */
async function prepare(): Promise<void> {
  log('Building …');
  execFileSync('npm', ['run', '-s', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
  await writeFile(join(root, 'out/licenses.txt'), await licenseTexts(root));
  const packaging = join(root, 'packaging');
  await mkdir(join(packaging, 'icons'), { recursive: true });
  for (const size of iconSizes) {
    await writeFile(join(packaging, 'icons', `${size}x${size}.png`), drawIcon(size));
  }
  await writeFile(join(packaging, 'icon.png'), drawIcon(512));
  await writeFile(join(packaging, '70-quillwave-pens.rules'), udevRules());
}

function build(args: readonly string[]): void {
  log('Packaging …');
  const cli = join(
    dirname(createRequire(import.meta.url).resolve('electron-builder/package.json')),
    'cli.js',
  );
  const config = ['--config', 'electron-builder.config.cjs'];
  execFileSync(process.execPath, [cli, ...config, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
}

const command = commands[process.argv[2] ?? ''];
if (command === undefined) {
  log(`Say what: ${Object.keys(commands).join(', ')}.`);
  process.exitCode = 1;
} else await command();
