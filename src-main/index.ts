import { app } from 'electron';
import { terminalArguments } from './app/command-line.ts';
import { startApp } from './app/start.ts';
import { runInTerminal } from './app/terminal.ts';
import { verbs } from './cli/verbs.ts';

// Electron itself names the folder of the program behind its own name.
const args = process.argv.slice(app.isPackaged ? 1 : 2);
const terminal = terminalArguments(
  args,
  verbs.map(({ name }) => name),
);
if (terminal === undefined) startApp();
else {
  runInTerminal(async () => {
    const { runCommandLine } = await import('./cli/run.ts');
    return runCommandLine(terminal);
  });
}
