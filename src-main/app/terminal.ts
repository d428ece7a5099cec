import { app } from 'electron';
import { join } from 'node:path';
import { homeFolders } from '../data/home.ts';
import { startEncodersBy } from '../recognizer/encoder/process/start.ts';
import { startEncoderHere } from './engine/encoder-processes.ts';

/** The command line behind the program; unpackaged, Electron has the folder of the program before it. */
export function ownArguments(): string[] {
  return process.argv.slice(app.isPackaged ? 1 : 2);
}

/** Runs a verb of the terminal in this process, which is Electron without a window. */
export function runInTerminal(run: () => Promise<number>): void {
  // Not the profile of the window, which may be open meanwhile.
  app.setPath('userData', join(homeFolders().root, 'electron', 'terminal'));
  startEncodersBy(startEncoderHere);
  run().then(leave, (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    leave(1);
  });
}

/** Behind the last word of what was printed. */
function leave(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => app.exit(code)));
}
