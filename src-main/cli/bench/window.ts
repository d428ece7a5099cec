import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  electronArguments,
  locateElectron,
  missingLibraries,
  virtualDisplay,
} from '../../../scripts/electron.ts';
import { buildWindow } from '../../../scripts/build.ts';
import { homeFolders } from '../../data/home.ts';
import { applicationFolder } from '../../library/places.ts';
import type { Measurement } from './measurement.ts';

const name = 'window ready after the start';
const runs = 3;
const limitMs = 30_000;

/** From the start of the process until the window can be used, median of three, files warm. */
export async function benchWindow(): Promise<Measurement[]> {
  const missing = (reason: string): Measurement[] => [
    { name, value: Number.NaN, unit: 's', missing: reason },
  ];
  const electron = await locateElectron();
  if ('missing' in electron) return missing(electron.missing);
  const libraries = await missingLibraries(electron.executable);
  if (libraries !== undefined) return missing(libraries.reason);
  const display = await virtualDisplay();
  if ('reason' in display) return missing(display.reason);
  try {
    await buildWindow();
    const times: number[] = [];
    // The first start brings the files into memory and is not counted.
    for (let run = 0; run <= runs; run += 1) {
      const milliseconds = await startOnce(electron.executable, display.environment);
      if (milliseconds === undefined) return missing(`no window within ${limitMs / 1000} s`);
      if (run > 0) times.push(milliseconds / 1000);
    }
    const value = times.toSorted((a, b) => a - b)[Math.floor(runs / 2)]!;
    return [{ name, value, unit: `s (Electron ${electron.version})`, target: 'under 3' }];
  } finally {
    display.server?.kill();
  }
}

/** The app says in its log when it was ready. */
async function startOnce(
  executable: string,
  environment: NodeJS.ProcessEnv,
): Promise<number | undefined> {
  const root = await mkdtemp(join(tmpdir(), 'quillwave-bench-'));
  const home = { QUILLWAVE_HOME: root };
  const child = spawn(executable, [...electronArguments(), applicationFolder], {
    env: { ...process.env, ...environment, ...home },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const { logs } = homeFolders({ environment: home });
    const deadline = performance.now() + limitMs;
    while (performance.now() < deadline) {
      const text = await readFile(join(logs, 'quillwave.log'), 'utf8').catch(() => '');
      const found = /Window ready after (\d+) ms/.exec(text);
      if (found) return Number(found[1]);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return undefined;
  } finally {
    child.kill();
    await ended;
    await rm(root, { recursive: true, force: true });
  }
}
