import { Command } from 'commander';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { verbs } from '../src-main/cli/verbs.ts';
import { filesUnder } from './imports.ts';
import { proseFaults, type ProseFault, type Surroundings, type VerbWords } from './prose.ts';

const root = join(import.meta.dirname, '..');

/** Written by programs from what was measured; their sentences are held where they are written. */
const generated = ['docs/research/results.md', 'docs/research/results/'];
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...filesUnder(root, 'docs', ['.md']),
  ...filesUnder(root, 'examples', ['.md']),
  ...filesUnder(root, '.github', ['.md']),
];

const read = (path: string) => readFileSync(join(root, path), 'utf8');
let around: Surroundings;

beforeAll(async () => {
  around = {
    pageAt: (path) =>
      path.endsWith('.md') && existsSync(join(root, path)) ? read(path) : undefined,
    exists: (path) => existsSync(join(root, path)),
    scripts: new Set(
      Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts),
    ),
    verbs: new Map(
      await Promise.all(
        verbs.map(async ({ name, define }) => [name, await wordsOf(define)] as const),
      ),
    ),
  };
}, 120_000);

async function wordsOf(define: (command: Command) => Promise<void>): Promise<VerbWords> {
  const command = new Command();
  await define(command);
  const all = [command, ...command.commands];
  return {
    options: new Set(all.flatMap(({ options }) => options.map(({ long }) => long ?? ''))),
    verbs: new Set(command.commands.map((below) => below.name())),
  };
}

test.each(pages)('%s', (page) => {
  const faults = proseFaults(page, read(page), around).filter(
    ({ rule }) => rule === 'link' || !generated.some((start) => page.startsWith(start)),
  );
  expect(faults.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
});

describe('what is planted is found:', () => {
  const faultsOf = (text: string): string[] =>
    proseFaults('docs/use/planted.md', text, around).map(
      ({ rule, message }: ProseFault) => `${rule}: ${message}`,
    );

  test('a sentence of 26 words, in a paragraph, an item and a cell', () => {
    const long = `${'word '.repeat(25)}end.`;
    const fault = `sentence: 26 words: ${long}`;
    expect(faultsOf(`${'word '.repeat(24)}end. Another.`)).toEqual([]);
    expect(faultsOf(long)).toEqual([fault]);
    expect(faultsOf(`- a\n- ${long}`)).toEqual([fault]);
    expect(faultsOf(`| a |\n| - |\n| ${long} |`)).toEqual([fault]);
  });

  test('code counts as one word', () => {
    expect(faultsOf(`${'word '.repeat(24)}\`of code there are many words\`.`)).toEqual([]);
  });

  test('links that lead nowhere', () => {
    expect(
      faultsOf('[a](nowhere.md) [b](pens.md) [c](../../README.md) [d](https://e.org)'),
    ).toEqual(['link: nowhere.md is not there']);
    expect(faultsOf('![a](../images/none.png)')).toEqual(['link: ../images/none.png is not there']);
    expect(faultsOf('# One two\n\n[a](#one-two) [b](../../README.md#no-such-heading)')).toEqual([
      'link: ../../README.md#no-such-heading: no heading of that name',
    ]);
  });

  test('paths that are not there', () => {
    expect(faultsOf('`src-main/cli/verbs.ts` and `src-main/cli/verses.ts`')).toEqual([
      'path: `src-main/cli/verses.ts` is not there',
    ]);
  });

  test('commands that are not there, in a line and in a block', () => {
    expect(faultsOf('`npm run -s recognise -- FILE`')).toEqual([
      'command: npm has no script “recognise”: run -s recognise -- FILE',
    ]);
    expect(faultsOf('```sh\nnpm ci && npm start\nquillwave reckon FILE\n```')).toEqual([
      'command: there is no verb “reckon”',
    ]);
    expect(faultsOf('`npm run -s recognize -- FILE --modell words`')).toEqual([
      'command: “recognize” has no option --modell',
    ]);
  });

  test('figures without the command that prints them', () => {
    const table = '| a | b |\n| - | - |\n| one | 12.5 % |\n| two | 3.1 % |\n';
    expect(faultsOf(`# Errors\n\n${table}`)).toEqual([
      'figures: the figures under “Errors” name no command',
    ]);
    expect(faultsOf(`# Errors\n\n\`npm run bench\` prints:\n\n${table}`)).toEqual([]);
  });
});
