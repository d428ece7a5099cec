import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { lexer, type Tokens } from 'marked';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../src-main/data/testing.ts';

/* Performs docs/inside/how-to-add.md in a copy of the project, step by step. */
const root = join(import.meta.dirname, '..');
const copy = await temporaryFolder();
const home = await temporaryFolder();

/** What a numbered step asks for: a sentence, and the code below it. */
interface Step {
  readonly text: string;
  readonly code: string | undefined;
}

const page = lexer(await readFile(join(root, 'docs/inside/how-to-add.md'), 'utf8'));

/** The steps of each section that has some. */
function sections(): Map<string, Step[]> {
  const found = new Map<string, Step[]>();
  let title = '';
  for (const token of page) {
    if (token.type === 'heading') title = (token as Tokens.Heading).text;
    if (token.type !== 'list' || !(token as Tokens.List).ordered) continue;
    const steps = (token as Tokens.List).items.map((item) => ({
      text: item.tokens[0]!.raw.replace(/\s+/gu, ' ').trim(),
      code: item.tokens.find((inner): inner is Tokens.Code => inner.type === 'code')?.text,
    }));
    found.set(title, steps);
  }
  return found;
}

/** What a command printed. @throws with its output when it failed */
async function perform({ text, code }: Step): Promise<string> {
  if (code === undefined) return '';
  const [, created] = /^Create `([^`]+)`/u.exec(text) ?? [];
  const [, changed, where, line] = /^In `([^`]+)`, (after|before) `([^`]+)`, add/u.exec(text) ?? [];
  if (created !== undefined) {
    await mkdir(dirname(join(copy, created)), { recursive: true });
    await writeFile(join(copy, created), `${code}\n`);
  } else if (changed !== undefined) {
    await insert(join(copy, changed), line!, where === 'after' ? 1 : 0, code);
  } else if (text.startsWith('Run')) {
    const { stdout } = await promisify(execFile)('bash', ['-c', code], {
      cwd: copy,
      env: { ...process.env, QUILLWAVE_HOME: home },
    });
    return stdout;
  } else throw new Error(`Nobody knows how to do this: ${text}`);
  return '';
}

/** Before (0) or behind (1) the one line that says this, white space left aside. */
async function insert(file: string, at: string, offset: 0 | 1, added: string): Promise<void> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  const places = lines.flatMap((line, index) => (line.trim() === at ? [index] : []));
  expect(places, `“${at}” in ${file}`).toHaveLength(1);
  lines.splice(places[0]! + offset, 0, added);
  await writeFile(file, lines.join('\n'));
}

beforeAll(async () => {
  for (const name of [
    'src-main',
    'bin',
    'scripts',
    'package.json',
    'vitest.config.ts',
    'tsconfig.json',
    'tsconfig.base.json',
  ])
    await cp(join(root, name), join(copy, name), { recursive: true });
  for (const name of ['node_modules', 'models', 'docs', 'src-renderer', 'test'])
    await symlink(join(root, name), join(copy, name));
  // As in a clone, what has changed is built anew.
  await mkdir(join(copy, '.git'));
}, 120_000);

test('no section has more than ten steps', () => {
  const counts = [...sections()].map(([title, steps]) => [title, steps.length] as const);
  expect(counts.map(([title]) => title)).toEqual([
    'A pen',
    'A kind of recipe',
    'A language',
    'An experiment',
  ]);
  for (const [title, count] of counts) expect(count, title).toBeLessThanOrEqual(10);
});

describe('performed in a copy:', () => {
  const printed: Record<string, RegExp> = {
    'A pen': /1 passed/u,
    'A kind of recipe': /2 passed/u,
    'A language': /latin/u,
    'An experiment': /Seconds for “hello”/u,
  };
  test.each([...sections()])('%s', { timeout: 300_000 }, async (title, steps) => {
    let output = '';
    for (const step of steps) output += await perform(step);
    expect(output).toMatch(printed[title]!);
  });

  test('a line that is not there is noticed', async () => {
    const step = { text: 'In `package.json`, after `no such line`, add', code: 'nothing' };
    await expect(perform(step)).rejects.toThrow('no such line');
  });
});
