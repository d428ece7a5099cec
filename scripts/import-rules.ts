import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import type { Linter } from 'eslint';
import { layerZones } from './layers.ts';

/**
 * What may import what: no circles, and one layer another only as `layers.ts` says. Without `extensions`
 * and `parsers` the plugin opens no TypeScript file and finds no circle; `imports.test.ts` plants one.
 *
 * `import-x/no-cycle` knows circles of values only; those of types are found by `imports.ts`.
 */
export function importRules(root: string): Linter.Config {
  return {
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createTypeScriptImportResolver()],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones: layerZones(root) }],
    },
  };
}
