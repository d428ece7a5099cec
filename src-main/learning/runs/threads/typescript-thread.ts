import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { switchOffOnnxTelemetry } from '../../../compute/onnx-telemetry.ts';

/** Of the package itself: what `require` resolves to does not find its own parts. */
const typescriptLoader = pathToFileURL(
  join(
    dirname(createRequire(import.meta.url).resolve('tsx/package.json')),
    'dist/esm/api/index.mjs',
  ),
).href;

/**
 * A thread that runs a module in TypeScript. Threads do not inherit what lets the main thread import
 * TypeScript: they set it up themselves.
 */
export function startTypescriptThread(module: URL, workerData: unknown): Worker {
  const bootstrap = `import(${JSON.stringify(typescriptLoader)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(module.href)});
  });`;
  switchOffOnnxTelemetry();
  return new Worker(bootstrap, { eval: true, workerData, execArgv: [] });
}
