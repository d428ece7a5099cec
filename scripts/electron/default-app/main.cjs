// What `electron [-r MODULE] PATH` does. The fallback Electron comes without its default app;
// without one it silently does nothing.
const { app } = require('electron');
const { readFileSync, statSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

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
  import(pathToFileURL(entryOf(path)).href).catch((error) => {
    console.error(error);
    app.exit(1);
  });
}
