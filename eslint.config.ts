import eslint from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { importRules } from './scripts/import-rules.ts';

export default defineConfig(
  {
    ignores: ['node_modules', 'out', 'dist', 'runs', '.electron-fallback', '**/*.cjs', '**/*.mjs'],
  },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  svelte.configs.recommended,
  importRules(import.meta.dirname),
  {
    languageOptions: {
      globals: globals.node,
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      // Numbers in messages are what most messages are about.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Index access inside bounds that a loop has just established is the core of signal code.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src-main/**/*.ts'],
    ignores: ['src-main/app/**', 'src-main/preload/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'electron', message: 'Only app/ and preload/ know Electron.' }] },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['src-main/compute/onnx-runtime.ts', 'src-main/recognizer/encoder.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            ':matches(ImportDeclaration, ImportExpression)[source.value="onnxruntime-node"]',
          message: 'loadOnnxRuntime() switches its telemetry off first (compute/onnx-runtime.ts).',
        },
      ],
    },
  },
  {
    files: ['src-main/contract/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(node:|electron)', message: 'The contract runs everywhere.' }] },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: tseslint.parser },
    },
  },
  { files: ['src-renderer/**/*.ts'], languageOptions: { globals: globals.browser } },
);
