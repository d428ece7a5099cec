import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { circles, filesUnder, importGraph } from './imports.ts';

/**
 * How large the house is and how tidy: `npm run -s figures`. `--tree FOLDER` looks at another tree, such as a
 * worktree of an earlier commit; `--tests` also times `npm test`, which takes minutes.
 */
const folders = ['src-main', 'src-renderer', 'scripts', 'test'];

export interface Source {
  readonly path: string;
  readonly text: string;
}

const isTest = ({ path }: Source) => /\.(?:test|testing|bench)\.ts$|^test\//u.test(path);
const linesOf = (text: string) => text.split('\n').length - 1;

export function sourcesOf(root: string): Source[] {
  return folders
    .flatMap((folder) => filesUnder(root, folder, ['.ts', '.svelte']))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

export interface FolderSize {
  readonly folder: string;
  readonly files: number;
  readonly lines: number;
  readonly testFiles: number;
  readonly testLines: number;
}

/** By the first folder below src-main, the others as a whole; with a sum at the end. */
export function sizesOf(sources: readonly Source[]): FolderSize[] {
  const folderOf = (path: string) =>
    path.startsWith('src-main/') && path.split('/').length > 2
      ? path.split('/').slice(0, 2).join('/')
      : path.split('/')[0]!;
  const names = [...new Set(sources.map(({ path }) => folderOf(path)))].sort();
  const size = (folder: string, of: readonly Source[]) => {
    const tests = of.filter((source) => isTest(source));
    const sum = (some: readonly Source[]) => some.reduce((n, { text }) => n + linesOf(text), 0);
    return {
      folder,
      files: of.length - tests.length,
      lines: sum(of) - sum(tests),
      testFiles: tests.length,
      testLines: sum(tests),
    };
  };
  return [
    ...names.map((name) =>
      size(
        name,
        sources.filter(({ path }) => folderOf(path) === name),
      ),
    ),
    size('all', sources),
  ];
}

export interface LongFunction {
  readonly place: string;
  readonly lines: number;
}

/** Every function with a body of its own, the longest first; functions within count for themselves too. */
export function functionsOf(sources: readonly Source[]): LongFunction[] {
  return sources
    .filter((source) => source.path.endsWith('.ts') && !isTest(source))
    .flatMap((source) => functionsIn(source))
    .sort((a, b) => b.lines - a.lines);
}

function functionsIn({ path, text }: Source): LongFunction[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: LongFunction[] = [];
  const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line + 1;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const first = lineOf(node.getStart(file));
      found.push({
        place: `${path}:${first} ${nameOf(node, file)}`,
        lines: lineOf(node.getEnd()) - first + 1,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function nameOf(node: ts.SignatureDeclaration, file: ts.SourceFile): string {
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return named?.getText(file) ?? '(without a name)';
}

export interface Duplicate {
  readonly places: readonly [string, string];
  readonly tokens: number;
}

/** Fewer tokens than this are idiom, not copying; some twelve lines. */
const leastTokens = 80;

/**
 * Stretches of equal tokens that stand twice, the longest first. Imports are left out; names and values count,
 * white space and comments do not.
 */
export function duplicatesOf(sources: readonly Source[]): Duplicate[] {
  const streams = sources
    .filter((source) => source.path.endsWith('.ts') && !isTest(source))
    .map((source) => ({ path: source.path, tokens: tokensOf(source.text) }));
  const seen = new Map<string, { readonly stream: number; readonly at: number }>();
  const found: Duplicate[] = [];
  streams.forEach(({ path, tokens }, stream) => {
    for (let at = 0; at + leastTokens <= tokens.length; at += 1) {
      const key = tokens
        .slice(at, at + leastTokens)
        .map(({ text }) => text)
        .join(' ');
      const first = seen.get(key);
      if (!first) {
        seen.set(key, { stream, at });
        continue;
      }
      if (first.stream === stream && at - first.at < leastTokens) continue;
      const other = streams[first.stream]!;
      let length = leastTokens;
      while (
        other.tokens[first.at + length]?.text === tokens[at + length]?.text &&
        tokens[at + length] !== undefined
      )
        length += 1;
      found.push({
        places: [`${other.path}:${other.tokens[first.at]!.line}`, `${path}:${tokens[at]!.line}`],
        tokens: length,
      });
      at += length - 1;
    }
  });
  return found.sort((a, b) => b.tokens - a.tokens);
}

function tokensOf(text: string): { readonly text: string; readonly line: number }[] {
  const file = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true);
  const found: { text: string; line: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (node.getChildCount(file) === 0 && node.kind !== ts.SyntaxKind.EndOfFileToken) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      if (node.getText(file) !== '') found.push({ text: node.getText(file), line: line + 1 });
    }
    node.getChildren(file).forEach(visit);
  };
  visit(file);
  return found;
}

/** The least of three, so that what else the machine does counts less. */
function secondsOf(command: string, args: readonly string[], cwd: string, times = 3): number {
  const runs = Array.from({ length: times }, () => {
    const start = performance.now();
    spawnSync(command, args, { cwd, stdio: 'ignore', shell: process.platform === 'win32' });
    return performance.now() - start;
  });
  return Math.min(...runs) / 1000;
}

function table(
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const numbers = columns.map((_, at) => (typeof rows[0]?.[at] === 'number' ? '--:' : '---'));
  return [line(columns), line(numbers), ...rows.map((row) => line(row))].join('\n');
}

/** The installed command; before there was one, everything was compiled at each start. */
function helpOf(root: string): string[] {
  return existsSync(join(root, 'bin/quillwave.mjs'))
    ? ['bin/quillwave.mjs', '--help']
    : ['node_modules/tsx/dist/cli.mjs', 'src-main/cli/index.ts', '--help'];
}

function report(root: string, withTests: boolean): string {
  const sources = sourcesOf(root);
  const functions = functionsOf(sources);
  const duplicates = duplicatesOf(sources);
  const rings = circles(importGraph(root, folders));
  const seconds = [
    ['an empty node', secondsOf('node', ['-e', '0'], root)],
    ['quillwave --help', secondsOf('node', helpOf(root), root)],
    ...(withTests ? [['npm test', secondsOf('npm', ['test'], root, 1)] as const] : []),
  ] as const;
  return [
    `# ${basename(root)}`,
    table(
      ['folder', 'files', 'lines', 'files of tests', 'lines of tests'],
      sizesOf(sources).map((size) => Object.values(size) as (string | number)[]),
    ),
    `Circles of imports: ${rings.length}${rings.map((ring) => `\n- ${ring.join(', ')}`).join('')}`,
    `Functions: ${functions.length}, median ${functions[Math.floor(functions.length / 2)]?.lines ?? 0} lines. The longest:`,
    table(
      ['lines', 'function'],
      functions.slice(0, 10).map(({ lines, place }) => [lines, place]),
    ),
    `Duplicates of at least ${leastTokens} tokens: ${duplicates.length}. The longest:`,
    table(
      ['tokens', 'first', 'second'],
      duplicates.slice(0, 10).map(({ tokens, places }) => [tokens, ...places]),
    ),
    table(
      ['seconds', 'of'],
      seconds.map(([what, time]) => [Number(time.toFixed(2)), what]),
    ),
  ].join('\n\n');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const given = process.argv.indexOf('--tree');
  const root = given < 0 ? join(import.meta.dirname, '..') : resolve(process.argv[given + 1]!);
  process.stdout.write(`${report(root, process.argv.includes('--tests'))}\n`);
}
