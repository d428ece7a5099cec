import { ESLint, type Linter } from 'eslint';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import tseslint from 'typescript-eslint';
import { temporaryFolder } from '../src-main/data/testing.ts';
import { importRules } from './import-rules.ts';
import { circles, importGraph } from './imports.ts';

const root = join(import.meta.dirname, '..');
const planted = await temporaryFolder();

/** A circle of values by way of a third file, one of types, and a layer that knows too much. */
const files = {
  'src-main/signal/first.ts': `import { second } from './second.ts';\nexport const first = () => second;\n`,
  'src-main/signal/second.ts': `import { third } from './third.ts';\nexport const second = () => third;\n`,
  'src-main/signal/third.ts': `import { first } from './first.ts';\nexport const third = () => first;\n`,
  'src-main/pen/pen.ts': `import type { Tip } from './tip.ts';\nexport interface Pen {\n  tip: Tip;\n}\n`,
  'src-main/pen/tip.ts': `import type { Pen } from './pen.ts';\nexport interface Tip {\n  pen: Pen;\n}\n`,
  'src-main/contract/up.ts': `import { second } from '../signal/second.ts';\nexport const up = second;\n`,
  'tsconfig.json': '{}',
};

beforeAll(async () => {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(planted, file)), { recursive: true });
    await writeFile(join(planted, file), text);
  }
});

test(
  'no file imports itself by way of others, neither values nor types',
  { timeout: 120_000 },
  () => {
    const graph = importGraph(root, ['src-main', 'src-renderer', 'scripts', 'test']);
    expect(graph.size).toBeGreaterThan(900);
    expect(circles(graph)).toEqual([]);
  },
);

describe('what is planted is found:', () => {
  test('circles of values and of types', () => {
    expect(circles(importGraph(planted, ['src-main']))).toEqual([
      ['src-main/pen/pen.ts', 'src-main/pen/tip.ts'],
      ['src-main/signal/first.ts', 'src-main/signal/second.ts', 'src-main/signal/third.ts'],
    ]);
  });

  test(
    'by our own lint rules a circle of values and a forbidden layer',
    { timeout: 60_000 },
    async () => {
      const parsed: Linter.Config = {
        files: ['**/*.ts'],
        languageOptions: { parser: tseslint.parser },
      };
      const eslint = new ESLint({
        cwd: planted,
        overrideConfigFile: true,
        overrideConfig: [parsed, { files: ['**/*.ts'], ...importRules(planted) }],
      });
      const results = await eslint.lintFiles(['src-main']);
      const found = results.flatMap(({ filePath, messages }) =>
        messages.map(({ ruleId }) => `${filePath.slice(planted.length + 1)} ${ruleId ?? ''}`),
      );
      expect(found.sort()).toEqual([
        'src-main/contract/up.ts import-x/no-restricted-paths',
        'src-main/signal/first.ts import-x/no-cycle',
        'src-main/signal/second.ts import-x/no-cycle',
        'src-main/signal/third.ts import-x/no-cycle',
      ]);
    },
  );
});
