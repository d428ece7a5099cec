import { defineConfig } from 'vitest/config';

/** Tests in a real Electron window; run by scripts/end-to-end.ts, one after the other. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    reporters: ['default', './scripts/test-counts.ts'],
  },
});
