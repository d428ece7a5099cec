import { svelte } from '@sveltejs/vite-plugin-svelte';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  resolve: {
    alias: { $contract: resolve(import.meta.dirname, 'src-main/contract') },
    conditions: ['browser'],
  },
  test: {
    include: [
      'src-main/**/*.test.ts',
      'src-renderer/**/*.test.ts',
      'test/{contract,integration}/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    testTimeout: 20_000,
    reporters: ['default', './scripts/test-counts.ts'],
  },
});
