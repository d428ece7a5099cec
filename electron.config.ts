import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const { optionalDependencies } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, 'package.json'), 'utf8'),
) as { optionalDependencies: Record<string, string> };
const contract = resolve(import.meta.dirname, 'src-main/contract');

const startsElectron = ['@electron/asar', '@electron/fuses', 'yauzl'];

/** How long each plugin took is nothing that who starts the program asked for. */
const checks = { bundlerTimings: false };

export default defineConfig({
  main: {
    build: {
      // Of its own accord electron-vite leaves out the dependencies, but not the optional ones.
      // What starts Electron from the sources is never loaded inside it.
      externalizeDeps: {
        include: [...Object.keys(optionalDependencies), ...startsElectron],
      },
      outDir: 'out/main',
      rolldownOptions: {
        checks,
        input: {
          index: resolve(import.meta.dirname, 'src-main/index.ts'),
          engine: resolve(import.meta.dirname, 'src-main/app/engine/index.ts'),
          adaptation: resolve(
            import.meta.dirname,
            'src-main/learning/adaptation/adaptation-worker.ts',
          ),
          encoder: resolve(import.meta.dirname, 'src-main/app/engine/encoder.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload must be one CommonJS file.
      rolldownOptions: {
        checks,
        input: {
          index: resolve(import.meta.dirname, 'src-main/preload/index.ts'),
          learning: resolve(import.meta.dirname, 'src-main/preload/learning.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [svelte({ preprocess: vitePreprocess(), configFile: false })],
    resolve: { alias: { $contract: contract } },
    build: {
      outDir: 'out/renderer',
      rolldownOptions: {
        checks,
        input: {
          index: resolve(import.meta.dirname, 'src-renderer/index.html'),
          learning: resolve(import.meta.dirname, 'src-renderer/learning.html'),
        },
      },
    },
  },
});
