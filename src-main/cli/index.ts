import { homeFolders } from '../data/home.ts';
import { closeHome, keepFilesPrivate } from '../data/private-home.ts';
import { runProgram } from './program.ts';
import { requestStop } from './stopping.ts';

keepFilesPrivate();

// Whoever reads may have seen enough: `recognize … | head`. What is open is closed in order first.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (!requestStop()) process.exit(0);
  });
}

await closeHome(homeFolders());
process.exitCode = await runProgram(process.argv.slice(2));
