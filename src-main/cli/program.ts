import { Command, CommanderError } from 'commander';
import { addAdaptCommand } from './commands/adapt.ts';
import { addBenchCommand } from './bench/command.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addExperimentCommand } from './commands/experiment.ts';
import { addExportCommand } from './commands/export.ts';
import { describeFailure } from './failure.ts';
import { addLanguageCommand } from './commands/language.ts';
import { addModelsCommand } from './commands/models.ts';
import { addRecognizeCommand } from './commands/recognize.ts';
import { addSimulateCommand } from './commands/simulate.ts';
import { addStartCommand } from './commands/start.ts';
import { addStatisticsCommand } from './commands/statistics.ts';
import { addTrainCommand } from './commands/train.ts';

/**
 * The same verbs as the window, without it. Results go to standard output, progress and logs to
 * standard error.
 * @param args without the interpreter and the script
 * @returns the exit code: 0 only on success
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  const program = new Command('quillwave')
    .description('Turns the motion of a sensor pen into text.')
    .showHelpAfterError('(--help says what is possible)')
    .exitOverride();
  for (const add of [
    addStartCommand,
    addRecognizeCommand,
    addEvaluateCommand,
    addTrainCommand,
    addAdaptCommand,
    addStatisticsCommand,
    addSimulateCommand,
    addExperimentCommand,
    addLanguageCommand,
    addExportCommand,
    addModelsCommand,
    addDoctorCommand,
    addBenchCommand,
  ]) {
    add(program);
  }
  for (const command of program.commands) command.exitOverride().showHelpAfterError();
  const [verb] = args;
  const verbs = [...program.commands.map((command) => command.name()), 'help'];
  // It would be taken for an argument of the command that starts where none is named.
  if (verb !== undefined && !verb.startsWith('-') && !verbs.includes(verb)) {
    process.stderr.write(`There is no command “${verb}”. There are: ${verbs.join(', ')}.\n`);
    return 1;
  }
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
