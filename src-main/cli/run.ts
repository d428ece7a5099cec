import { homeFolders } from '../data/home.ts';
import { removeLeftovers } from '../data/leftovers.ts';
import { closeHome, keepFilesPrivate } from '../data/private-home.ts';
import { runProgram } from './program.ts';
import { requestStop } from './stopping.ts';

/**
 * The program in a terminal, whatever process it runs in.
 * @param args without the interpreter and the script
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  keepFilesPrivate();
  // Whoever reads may have seen enough: `recognize … | head`. What is open is closed in order first.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (!requestStop()) process.exit(0);
    });
  }
  const home = homeFolders();
  await closeHome(home);
  await removeLeftovers(home.root);
  return runProgram(args);
}
