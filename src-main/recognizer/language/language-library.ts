import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { packLanguage, unpackLanguage } from './language-file.ts';
import type { Language } from './language.ts';

export const languageFile = 'language.bin.gz';
const languageCardFile = 'language-card.md';

export interface LanguageSearch {
  /** Folders whose subfolders are languages, in the order in which they are asked. */
  readonly folders: readonly string[];
}

/** Names of the languages in some folders; folders that are absent hold none. */
export async function listLanguages(folders: readonly string[]): Promise<string[]> {
  const names = new Set<string>();
  for (const parent of folders) {
    for (const name of await readdir(parent).catch(() => [])) {
      if (await isFile(join(parent, name, languageFile))) names.add(name);
    }
  }
  return [...names].sort();
}

/** Files of those of some languages that are there; others are passed over. */
export async function languageFiles(
  names: readonly string[],
  { folders }: LanguageSearch,
): Promise<string[]> {
  const files = await Promise.all(names.map((name) => fileOf(name, folders)));
  return files.filter((file) => file !== undefined);
}

/** The first that is there. */
async function fileOf(name: string, folders: readonly string[]): Promise<string | undefined> {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}-]*$/u.test(name)) return undefined;
  for (const parent of folders) {
    const path = join(parent, name, languageFile);
    if (await isFile(path)) return path;
  }
  return undefined;
}

/** @throws UserError `language-damaged` */
export async function readLanguageFile(path: string): Promise<Language> {
  return unpackLanguage(await readFile(path), path);
}

/**
 * A language by its name.
 * @throws UserError `language-unknown` saying which there are and how one is made, or as `unpackLanguage`
 */
export async function resolveLanguage(
  name: string,
  { folders }: LanguageSearch,
): Promise<Language> {
  const path = await fileOf(name, folders);
  if (path !== undefined) return readLanguageFile(path);
  const known = await listLanguages(folders);
  throw new UserError(
    'language-unknown',
    `There is no dictionary named “${name}” in ${folders.join(' or ')}.`,
    `Build it from a list of words: npm run -s language -- build --name ${name} --words FILE; or choose ${['none', ...known].join(', ')}.`,
  );
}

/** Writes the folder of a language; one that stood there before is replaced as a whole. */
export async function saveLanguage(
  folder: string,
  language: Language,
  card: string,
): Promise<{ readonly bytes: number }> {
  await mkdir(folder, { recursive: true });
  const packed = packLanguage(language);
  for (const [file, content] of [
    [languageCardFile, card],
    [languageFile, packed],
  ] as const) {
    const path = join(folder, file);
    await writeFile(`${path}.saving`, content);
    await rename(`${path}.saving`, path);
  }
  return { bytes: packed.length };
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}
