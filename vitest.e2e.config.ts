import { defineConfig } from 'vitest/config';

/** Tests in a real Electron window; run by scripts/end-to-end.ts, one after the other. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 120_000,
    // The driver's connection to Electron stalls about once in a hundred starts on a busy machine; the
    // report names every test that was tried again.
    retry: 1,
    hookTimeout: 60_000,
    reporters: ['default', './scripts/test-counts.ts'],
  },
});
