import { InvalidArgumentError, type Command } from 'commander';
import { UserError } from '../contract/alerts.ts';
import { parsePenAddress, type PenAddress } from '../contract/pens.ts';
import { runHeadless } from './headless.ts';
import { startWindow } from './window.ts';
import { refuseWriter } from './writer-option.ts';

export interface StartOptions {
  readonly pen?: PenAddress;
  readonly model?: string;
  readonly writer?: string;
  readonly headless?: boolean;
  readonly json?: boolean;
  readonly seconds?: number;
  readonly record?: boolean;
  readonly calibration?: string;
  readonly baud?: number;
  readonly speed?: number;
}

export function addStartCommand(program: Command): void {
  program
    .command('start', { isDefault: true })
    .description('Open the window; where there can be none, read the pen live in the terminal.')
    .option(
      '--pen <address>',
      'simulated, replay:FILE, serial:PATH or ble:NAME (default: what was used last, else simulated)',
      penArgument,
    )
    .option('--model <name>', 'model folder or name')
    .option('--writer <name>', 'read with what was learnt from this writer')
    .option('--headless', 'no window: text grows on a line of the terminal')
    .option('--baud <rate>', 'speed of the serial line (default: 115200)', positive)
    .option('--speed <factor>', 'replay faster than it was written (default: 1)', positive)
    .option('--calibration <file>', 'headless: correct the sensors by an OnHW calibration.txt')
    .option('--record', 'headless: record what is streamed')
    .option('--seconds <number>', 'headless: stop after so many seconds', positive)
    .option('--json', 'headless: JSON lines on standard output')
    .action(async (options: StartOptions) => {
      refuseWriter(options.writer);
      const chosen = { ...options, ...withPenOptions(options) };
      if (chosen.headless !== true && chosen.json !== true) {
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

function withPenOptions({ pen, baud, speed }: StartOptions): { pen?: PenAddress } {
  if (pen?.kind === 'serial' && baud !== undefined) return { pen: { ...pen, baudRate: baud } };
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

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('A number above 0.');
  return value;
}
