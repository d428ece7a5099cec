import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { homeFolders } from '../data/home.ts';

/** The model that reads where none is named. */
export const defaultModel = 'words';

/**
 * The folder with package.json and models/, from the working tree, a bundle or an archive alike:
 * a bundler moves this file, so it is looked for upwards.
 */
export const { folder: applicationFolder, version: applicationVersion } = findApplication(
  import.meta.dirname,
);

/** Whether the program runs from its sources, not from a package. */
export const hasSources = existsSync(join(applicationFolder, 'src-main'));

/** Where models are looked for: the user's own first, then those that came with the program. */
export function modelFolders(): string[] {
  return [homeFolders().models, join(applicationFolder, 'models')];
}

/** Where dictionaries are looked for, in the same order. */
export function languageFolders(): string[] {
  return [ownLanguageFolder(), join(applicationFolder, 'models', 'languages')];
}

/** Where those go that the user builds. */
export function ownLanguageFolder(): string {
  return join(homeFolders().root, 'languages');
}

function findApplication(from: string): { folder: string; version: string } {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
      if (name === 'quillwave') return { folder, version: version ?? '' };
    }
    if (dirname(folder) === folder) return { folder: from, version: '' };
  }
}
