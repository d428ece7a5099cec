import type { KnipConfig } from 'knip';

/** What nobody imports is dead: `npm run -s dead` names it, and `npm run check` fails by it. */
export default {
  entry: [
    'bin/*.mjs',
    'src-main/cli/index.ts',
    'src-main/index.ts',
    'src-main/app/engine/{index,encoder}.ts',
    'src-main/preload/{index,learning}.ts',
    'src-main/learning/adaptation/adaptation-worker.ts',
    // Started by their address, as threads and processes.
    'src-main/**/{node-entry,window-entry,gradient-worker,worker-batches,run-thread,fold-runner,fixed-batches,training-process,peak-process}.ts',
    'src-main/**/*.{test,testing,bench}.ts',
    'src-renderer/src/main.ts',
    'scripts/*.ts',
    'test/**/*.ts',
  ],
  project: ['src-main/**/*.ts', 'src-renderer/**/*.{ts,svelte}', 'scripts/**/*.ts', 'test/**/*.ts'],
  paths: { '$contract/*': ['./src-main/contract/*'] },
  // A type that is named in an exported signature is part of it, imported or not.
  ignoreExportsUsedInFile: { interface: true, type: true },
  include: ['files', 'exports', 'types', 'duplicates'],
} satisfies KnipConfig;
