import { InvalidArgumentError, type Command } from 'commander';
import { resolve } from 'node:path';
import { rungCalled } from '../../recognizer/encoder/open-encoder.ts';
import type { StartOptions } from '../options/start-options.ts';
import { UserError } from '../../contract/alerts.ts';
import { parsePenAddress, type PenAddress } from '../../contract/pens.ts';
import { isProfileFile } from '../../library/pen-profiles.ts';
import { addBackendOption } from '../options/compute.ts';
import { runHeadless } from './headless.ts';
import { requireLanguages } from '../../library/languages.ts';
import { addLanguageOptions } from '../options/language-options.ts';
import { positiveNumber } from '../options/number-options.ts';
import { writerOf } from '../options/writer-option.ts';

export function addStartCommand(command: Command): void {
  command
    .option(
      '--pen <address>',
      'simulated, replay:FILE, serial:PATH, ble:NAME or ble:NAME@ADDRESS (default: in the window what was used last, in the terminal simulated)',
      penArgument,
    )
    .option('--model <name>', 'model folder or name; with a writer their version of it');
  addBackendOption(addLanguageOptions(command, 'as the settings say'))
    .option('--writer <name>', 'read with what was learnt from this writer')
    .option('--headless', 'no window: text grows on a line of the terminal')
    .option(
      '--baud <rate>',
      'speed of the serial line (default: as profile or settings say, else 115200)',
      positiveNumber,
    )
    .option(
      '--profile <id or file>',
      'with --pen serial:PATH or ble:NAME: the kind of pen (docs/formats/pen-profiles.md; default: found out by itself)',
    )
    .option('--speed <factor>', 'replay faster than it was written (default: 1)', positiveNumber)
    .option('--calibration <file>', 'headless: correct the sensors by an OnHW calibration.txt')
    .option('--record', 'headless: record what is streamed')
    .option('--seconds <number>', 'headless: stop after so many seconds', positiveNumber)
    .option('--json', 'headless: JSON lines on standard output')
    .action(async (options: StartOptions) => {
      const writer = await writerOf(options);
      await requireLanguages(options.language ?? []);
      if (options.backend !== undefined) rungCalled(options.backend);
      const chosen = {
        ...options,
        ...withPenOptions(options),
        // By a name that is nobody else's.
        ...(writer && { writer: writer.id }),
      };
      if (chosen.headless !== true && chosen.json !== true) {
        refuseHeadlessOptions(chosen);
        // What starts Electron is no part of a packaged program, which is Electron.
        const { startWindow } = await import('./window.ts');
        const outcome = await startWindow(chosen);
        if (outcome.started) {
          process.exitCode = outcome.exitCode;
          return;
        }
        process.stderr.write(
          `No window: ${outcome.reason}\n→ ${outcome.remedy}\nReading live in the terminal instead. Ctrl+C ends it.\n\n`,
        );
      }
      await runHeadless(chosen);
    });
}

/** @throws UserError `needs-headless`: the window has its own ways for these */
function refuseHeadlessOptions(options: StartOptions): void {
  const given = (['record', 'seconds', 'calibration', 'lexicon'] as const).filter(
    (name) => options[name] !== undefined,
  );
  if (given.length === 0) return;
  const names = given.map((name) => `--${name}`).join(', ');
  throw new UserError(
    'needs-headless',
    `The window does not take ${names}.`,
    `Add --headless to read in the terminal, or leave out ${names}; recordings are started in the window itself.`,
  );
}

/** @throws UserError `pen-profile` when a profile is named without a pen that could be of this kind */
function withPenOptions({ pen, baud, speed, profile }: StartOptions): { pen?: PenAddress } {
  if (profile !== undefined && pen?.kind !== 'serial' && pen?.kind !== 'ble') {
    throw new UserError(
      'pen-profile',
      '--profile says what a pen sends, and neither a serial nor a Bluetooth pen is named.',
      'Add --pen serial:PATH or --pen ble:NAME, for example --pen serial:/dev/ttyACM0.',
    );
  }
  // A window that runs already has another working folder.
  const kind =
    profile === undefined ? {} : { profile: isProfileFile(profile) ? resolve(profile) : profile };
  if (pen?.kind === 'serial') {
    return { pen: { ...pen, ...(baud === undefined ? {} : { baudRate: baud }), ...kind } };
  }
  if (pen?.kind === 'ble') return { pen: { ...pen, ...kind } };
  if (pen?.kind === 'replay' && speed !== undefined) return { pen: { ...pen, speed } };
  return {};
}

function penArgument(text: string): PenAddress {
  try {
    return parsePenAddress(text);
  } catch (error) {
    if (error instanceof UserError) {
      throw new InvalidArgumentError(`${error.message} ${error.remedy}`);
    }
    throw error;
  }
}
