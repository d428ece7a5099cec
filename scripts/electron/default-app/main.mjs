// What `electron [-r MODULE] PATH` does. The fallback Electron comes without its default app;
// without one it silently does nothing.
import { app } from 'electron';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const words = process.argv.slice(1);
const preloaded = [];
let path;
for (let index = 0; index < words.length && path === undefined; index++) {
  const word = words[index];
  if (word === '-r' || word === '--require') preloaded.push(words[++index]);
  else if (!word.startsWith('-')) path = resolve(word);
}

function entryOf(folderOrFile) {
  if (!statSync(folderOrFile).isDirectory()) return folderOrFile;
  const description = JSON.parse(readFileSync(join(folderOrFile, 'package.json'), 'utf8'));
  app.setVersion(description.version ?? '0.0.0');
  app.setName(description.productName ?? description.name ?? 'Electron');
  app.setPath('userData', join(app.getPath('appData'), app.getName()));
  app.setAppPath(folderOrFile);
  return join(folderOrFile, description.main ?? 'index.js');
}

if (path === undefined) {
  console.error('Usage: electron [-r MODULE] PATH');
  app.exit(1);
} else {
  process.defaultApp = true;
  for (const module of preloaded) createRequire(join(process.cwd(), 'x.js'))(module);
  try {
    // Awaited at the top: the app does not become ready before its code has been loaded.
    await import(pathToFileURL(entryOf(path)).href);
  } catch (error) {
    console.error(error);
    app.exit(1);
  }
}
