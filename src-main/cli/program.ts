import { Command, CommanderError } from 'commander';
import { UserError } from '../contract/alerts.ts';
import { applicationVersion, hasSources } from '../library/places.ts';
import { describeFailure } from './failure.ts';
import { verbs, type Verb } from './verbs.ts';

/**
 * The same verbs as the window, without it. Results go to standard output, progress and logs to
 * standard error.
 * @param args without the interpreter and the script
 * @returns the exit code: 0 only on success
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  const [first] = args;
  const names = [...verbs.map(({ name }) => name), 'help'];
  // It would be taken for an argument of the command that starts where none is named.
  if (first !== undefined && !first.startsWith('-') && !names.includes(first)) {
    process.stderr.write(`There is no command “${first}”. There are: ${names.join(', ')}.\n`);
    return 1;
  }
  const verb = verbOf(args);
  if (verb?.needsSources === true && !hasSources) {
    process.stderr.write(describeFailure(noSources(verb.name)));
    return 1;
  }
  const program = await programFor(verb);
  try {
    await program.parseAsync(args, { from: 'user' });
    // A command that went on after a failure has said so here.
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    process.stderr.write(describeFailure(error));
    return 1;
  }
}

function noSources(name: string): UserError {
  return new UserError(
    'needs-sources',
    `“${name}” works with the sources of Quillwave, which an installed program does not have.`,
    'Take the sources and run there: npm ci, then npm run -s ' + name,
  );
}

/** The verb that is asked for, or asked about; none where the whole program is. */
function verbOf([first, second]: readonly string[]): Verb | undefined {
  if (['-h', '--help', '-V', '--version'].includes(first ?? '')) return undefined;
  const named = first === 'help' ? second : first;
  const found = verbs.find(({ name }) => name === named);
  return found ?? (first === 'help' ? undefined : verbs[0]);
}

/** All verbs by name and description, and the one that is needed whole. */
async function programFor(needed: Verb | undefined): Promise<Command> {
  const program = new Command('quillwave')
    .description('Turns the motion of a sensor pen into text.')
    .version(applicationVersion)
    .showHelpAfterError('(--help says what is possible)')
    .exitOverride();
  for (const verb of verbs) {
    const command = program
      .command(verb.name, { isDefault: verb === verbs[0] })
      .description(verb.description);
    if (verb === needed) await verb.define(command);
    command.exitOverride().showHelpAfterError();
  }
  return program;
}
