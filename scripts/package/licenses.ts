import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly dev?: boolean; readonly version?: string; readonly license?: string }>
  >;
}

/** The licences of every package that a user gets, with their texts. */
export async function licenseTexts(root: string): Promise<string> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const parts: string[] = [];
  for (const [path, { dev, version, license }] of Object.entries(lock.packages)) {
    if (path === '' || dev === true) continue;
    const folder = join(root, path);
    const files = await readdir(folder).catch(() => []);
    if (files.length === 0) continue; // of another platform
    const texts = files.filter((name) => /^(licen[cs]e|copying|notice)/iu.test(name)).sort();
    const contents = await Promise.all(
      texts.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')),
    );
    const name = path.replace(/^.*node_modules\//u, '');
    const body = contents.map((text) => text.trim()).filter((text) => text !== '');
    parts.push(`${name} ${version ?? ''}: ${license ?? 'see its text'}\n\n${body.join('\n\n')}\n`);
  }
  return parts.join(`\n${'='.repeat(80)}\n\n`);
}
