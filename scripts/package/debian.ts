import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { drawIcon } from './draw-icon.ts';
import { packagedFiles } from './contents.ts';
import { udevRules } from './udev-rules.ts';

const run = promisify(execFile);
export const iconSizes = [16, 24, 32, 48, 64, 128, 256, 512] as const;
/** Libraries of Electron that a bare Debian lacks. */
const depends = [
  'libgtk-3-0 | libgtk-3-0t64',
  'libnotify4',
  'libnss3',
  'libxss1',
  'libxtst6',
  'libasound2 | libasound2t64',
  'libgbm1',
  'libsecret-1-0',
  'xdg-utils',
];

export interface DebianOptions {
  /** The packaged folder. */
  readonly folder: string;
  readonly version: string;
  readonly description: string;
  readonly maintainer: string;
  readonly homepage: string;
  /** Debian's name of the processor, for example `amd64`. */
  readonly architecture: string;
  /** The file to be written. */
  readonly target: string;
  /** Of dpkg-deb; `none` is for tests. Default `xz`. */
  readonly compression?: 'xz' | 'none';
}

/** A Debian package of a packaged folder, by Debian's own tool. @throws where dpkg-deb is not there */
export async function buildDebian(options: DebianOptions): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'quillwave-deb-'));
  try {
    await chmod(root, 0o755);
    const program = join(root, 'opt/Quillwave');
    await mkdir(dirname(program), { recursive: true });
    await cp(options.folder, program, { recursive: true, verbatimSymlinks: true });
    await run('chmod', ['-R', 'u=rwX,go=rX', program]);
    await mkdir(join(root, 'usr/bin'), { recursive: true });
    await symlink('/opt/Quillwave/bin/quillwave', join(root, 'usr/bin/quillwave'));
    const bytes = (await packagedFiles(program)).reduce((sum, file) => sum + file.bytes, 0);
    for (const [path, content, mode] of descriptions(options, bytes)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
      await chmod(join(root, path), mode);
    }
    await mkdir(dirname(options.target), { recursive: true });
    const compression = `-Z${options.compression ?? 'xz'}`;
    await run('dpkg-deb', ['--root-owner-group', compression, '--build', root, options.target]);
  } finally {
    await rm(root, { recursive: true });
  }
}

type Description = readonly [path: string, content: string | Buffer, mode: number];

function descriptions(options: DebianOptions, bytes: number): Description[] {
  return [
    ['DEBIAN/control', control(options, bytes), 0o644],
    ['DEBIAN/postinst', postinst, 0o755],
    ['DEBIAN/postrm', postrm, 0o755],
    ['usr/share/applications/quillwave.desktop', desktopEntry(options.description), 0o644],
    ['usr/share/mime/packages/quillwave.xml', mimeTypes, 0o644],
    ['usr/lib/udev/rules.d/70-quillwave-pens.rules', udevRules(), 0o644],
    ...iconSizes.map((size): Description => [
      `usr/share/icons/hicolor/${size}x${size}/apps/quillwave.png`,
      drawIcon(size),
      0o644,
    ]),
  ];
}

function control(
  { version, architecture, maintainer, homepage, description }: DebianOptions,
  bytes: number,
): string {
  return `Package: quillwave
Version: ${version}
Section: utils
Priority: optional
Architecture: ${architecture}
Depends: ${depends.join(', ')}
Installed-Size: ${Math.ceil(bytes / 1024)}
Maintainer: ${maintainer}
Homepage: ${homepage}
Description: ${description}
 Everything runs on this computer: no account, no network, no telemetry.
`;
}

/** Where the kernel gives users no namespaces of their own, Chromium's sandbox needs its helper. */
const postinst = `#!/bin/sh
set -e
chown root:root /opt/Quillwave/chrome-sandbox
chmod 4755 /opt/Quillwave/chrome-sandbox
update-desktop-database -q 2>/dev/null || true
update-mime-database /usr/share/mime 2>/dev/null || true
gtk-update-icon-cache -q /usr/share/icons/hicolor 2>/dev/null || true
udevadm control --reload 2>/dev/null || true
udevadm trigger --subsystem-match=tty 2>/dev/null || true
`;

const postrm = `#!/bin/sh
set -e
update-desktop-database -q 2>/dev/null || true
update-mime-database /usr/share/mime 2>/dev/null || true
udevadm control --reload 2>/dev/null || true
`;

function desktopEntry(description: string): string {
  return `[Desktop Entry]
Type=Application
Name=Quillwave
Comment=${description}
Exec=/opt/Quillwave/quillwave %f
Icon=quillwave
Categories=Utility;Education;
Keywords=handwriting;pen;recognition;sensor;
MimeType=application/x-quillwave-writer;application/x-ndjson;
StartupWMClass=Quillwave
Terminal=false
`;
}

const mimeTypes = `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-quillwave-writer">
    <comment>Quillwave writer</comment>
    <glob pattern="*.quillwave-writer.tar.gz" weight="80"/>
  </mime-type>
  <mime-type type="application/x-ndjson">
    <comment>Pen recordings</comment>
    <glob pattern="*.ndjson"/>
  </mime-type>
</mime-info>
`;

/** @returns the name of this processor in Debian */
export async function debianArchitecture(): Promise<string> {
  return (await run('dpkg', ['--print-architecture'])).stdout.trim();
}

/** What of `package.json` a package tells. */
export async function manifestOf(root: string): Promise<{
  readonly version: string;
  readonly description: string;
  readonly homepage: string;
  readonly author: { readonly name: string; readonly email: string };
}> {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as never;
}
