import { defineConfig } from 'vitest/config';

/** Tests of the packaged program: built, looked through, started by an ordinary user, installed, removed. */
export default defineConfig({
  test: {
    include: ['test/package/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 400_000,
    hookTimeout: 600_000,
    reporters: ['default', './scripts/test-counts.ts'],
  },
});
