import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buildWindow } from './build.ts';
import {
  electronArguments,
  ensureElectron,
  missingLibraries,
  virtualDisplay,
  type Obstacle,
} from './electron.ts';

/**
 * Runs test/e2e in a real Electron window: builds what has changed, finds Electron and a display
 * (a virtual one where there is none), then hands over to Vitest. Arguments go to Vitest.
 * With QUILLWAVE_E2E=required it fails where it would otherwise skip.
 */
const root = join(import.meta.dirname, '..');
const log = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const electron = await ensureElectron({ log });
  if ('missing' in electron) {
    return skip({
      reason: electron.missing,
      remedy: 'Connect to the internet once: npx install-electron',
    });
  }
  const libraries = await missingLibraries(electron.executable);
  if (libraries !== undefined) return skip(libraries);
  const display = await virtualDisplay();
  if ('reason' in display) return skip(display);
  await buildWindow({ log });
  try {
    return await runVitest({
      ...display.environment,
      QUILLWAVE_E2E_ELECTRON: electron.executable,
      QUILLWAVE_E2E_ARGUMENTS: JSON.stringify(electronArguments({ log })),
    });
  } finally {
    display.server?.kill();
  }
}

function skip({ reason, remedy }: Obstacle): number {
  log(`\nEND-TO-END TESTS SKIPPED: ${reason}\n→ ${remedy}\n`);
  return process.env['QUILLWAVE_E2E'] === 'required' ? 1 : 0;
}

function runVitest(environment: NodeJS.ProcessEnv): Promise<number> {
  const packageFile = createRequire(import.meta.url).resolve('vitest/package.json');
  const child = spawn(
    process.execPath,
    [
      join(dirname(packageFile), 'vitest.mjs'),
      'run',
      '--config',
      'vitest.e2e.config.ts',
      ...process.argv.slice(2),
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } },
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

process.exitCode = await main();
