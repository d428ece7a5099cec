import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

/** Files that a file imports, of values and of types alike; paths relative to the root, sorted. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** All files with one of these endings under a folder, relative to the root, sorted. */
export function filesUnder(root: string, folder: string, endings: readonly string[]): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .map((name) => join(folder, name).split(sep).join('/'))
    .sort();
}

/**
 * Which file of these folders imports which. Only relative imports count: packages cannot import us.
 * @param root absolute path of the repository
 */
export function importGraph(root: string, folders: readonly string[]): ImportGraph {
  const files = folders.flatMap((folder) => filesUnder(root, folder, ['.ts']));
  const known = new Set(files);
  return new Map(
    files.map((file) => [file, importsOf(root, file).filter((one) => known.has(one))]),
  );
}

function importsOf(root: string, file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const names = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const paths = names
    .filter((name) => name.startsWith('.'))
    .map((name) =>
      relative(root, resolve(root, dirname(file), name))
        .split(sep)
        .join('/'),
    );
  return [...new Set(paths)].sort();
}

/**
 * Groups of files that import one another, directly or by way of others (Tarjan's strongly connected
 * components); a file that imports itself is one too. Sorted.
 */
export function circles(graph: ImportGraph): string[][] {
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    const own = index.size;
    index.set(file, own);
    lowest.set(file, own);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(next)!));
    }
    if (lowest.get(file) !== own) return;
    const group = stack.splice(stack.indexOf(file)).sort();
    if (group.length > 1 || graph.get(file)?.includes(file)) found.push(group);
  };
  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return found.sort((a, b) => a[0]!.localeCompare(b[0]!));
}
