import { spawn } from 'node:child_process';
import type { StartOptions } from '../options/start-options.ts';
import {
  electronArguments,
  ensureElectron,
  missingDisplay,
  missingLibraries,
  withoutChromiumLog,
  type Obstacle,
} from '../../../scripts/electron.ts';
import { buildWindow } from '../../../scripts/build.ts';
import { formatPenAddress } from '../../contract/pens.ts';
import { applicationFolder } from '../../library/places.ts';

export type WindowOutcome =
  { readonly started: true; readonly exitCode: number } | ({ readonly started: false } & Obstacle);

/**
 * Builds what has changed, finds Electron and runs the window until it is closed.
 * @returns why there can be no window, where there can be none
 */
export async function startWindow(options: StartOptions): Promise<WindowOutcome> {
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  const display = missingDisplay();
  if (display !== undefined) return { started: false, ...display };
  const electron = await ensureElectron({ log });
  if ('missing' in electron) {
    return {
      started: false,
      reason: electron.missing,
      remedy: 'Connect to the internet once and run: npx install-electron',
    };
  }
  const libraries = await missingLibraries(electron.executable);
  if (libraries !== undefined) return { started: false, ...libraries };
  await buildWindow({ log });
  // Who asked Electron itself for its log gets it whole.
  const loud = process.env['ELECTRON_ENABLE_LOGGING'] !== undefined;
  const child = spawn(
    electron.executable,
    [...electronArguments({ log }), applicationFolder, ...windowArguments(options)],
    { stdio: ['ignore', 'inherit', loud ? 'inherit' : 'pipe'] },
  );
  if (child.stderr) withoutChromiumLog(child.stderr, process.stderr);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve({ started: true, exitCode: code ?? 1 }));
  });
}

function windowArguments({ pen, model, writer, language, backend }: StartOptions): string[] {
  return [
    ...(pen === undefined ? [] : ['--pen', formatPenAddress(pen)]),
    ...(pen?.kind === 'serial' && pen.profile !== undefined ? ['--profile', pen.profile] : []),
    ...(pen?.kind === 'serial' && pen.baudRate !== undefined ? ['--baud', `${pen.baudRate}`] : []),
    ...(pen?.kind === 'replay' && pen.speed !== undefined ? ['--speed', `${pen.speed}`] : []),
    ...(model === undefined ? [] : ['--model', model]),
    ...(writer === undefined ? [] : ['--writer', writer]),
    ...(backend === undefined ? [] : ['--backend', backend]),
    ...(language === undefined ? [] : ['--language', language.join(',') || 'none']),
  ];
}
