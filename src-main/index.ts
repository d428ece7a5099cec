import { terminalArguments } from './app/command-line.ts';
import { startApp } from './app/start.ts';
import { ownArguments, runInTerminal } from './app/terminal.ts';
import { verbs } from './cli/verbs.ts';

const terminal = terminalArguments(
  ownArguments(),
  verbs.map(({ name }) => name),
);
if (terminal === undefined) startApp();
else {
  runInTerminal(async () => {
    const { runCommandLine } = await import('./cli/run.ts');
    return runCommandLine(terminal);
  });
}
