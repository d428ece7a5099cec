import { Argument, type Command } from 'commander';
import { defaultModel } from '../../library/places.ts';
import { positiveNumber } from '../options/number-options.ts';
import { benchDecoder, benchSignal } from './stream.ts';
import { benchCompute } from './compute/index.ts';
import { benchLive } from './live.ts';
import { benchWindow } from './window.ts';
import { describeMachine, type Measurement } from './measurement.ts';
import { benchRecording } from './recording.ts';
import { benchSoak } from './soak.ts';
import { benchTraining } from './training/index.ts';

interface BenchOptions {
  readonly model: string;
  readonly seconds: number;
  readonly partial: number;
  readonly minutes: number;
  readonly speed: number;
  readonly json?: boolean;
}

const sections = [
  'decoder',
  'signal',
  'recording',
  'compute',
  'training',
  'live',
  'window',
] as const;
/** Takes minutes: only where it is named. */
const longSections = ['soak'] as const;
const allSections = [...sections, ...longSections] as const;
type Section = (typeof allSections)[number];

export function addBenchCommand(command: Command): void {
  command
    .addArgument(
      new Argument(
        '[section...]',
        'what to measure (default: all but soak, an hour of writing in three minutes)',
      ).choices(allSections),
    )
    .option('--model <name>', 'model folder or name', defaultModel)
    .option('--seconds <number>', 'length of the live measurement', positiveNumber, 30)
    .option('--partial <milliseconds>', 'between partial texts, live', positiveNumber, 100)
    .option('--minutes <number>', 'length of the soak, on the pen’s clock', positiveNumber, 60)
    .option('--speed <factor>', 'of the soak, times real time', positiveNumber, 20)
    .option('--json', 'one JSON document on standard output')
    .action(async (named: readonly Section[], options: BenchOptions) => {
      const measure: Readonly<Record<Section, () => Measurement[] | Promise<Measurement[]>>> = {
        decoder: benchDecoder,
        signal: benchSignal,
        recording: benchRecording,
        compute: () => benchCompute(options.model),
        training: benchTraining,
        live: () => benchLive(options.model, options.seconds, options.partial),
        window: benchWindow,
        soak: () => benchSoak(options.model, options),
      };
      const measurements: Measurement[] = [];
      for (const section of named.length === 0 ? sections : named) {
        process.stderr.write(`Measuring: ${section} …\n`);
        measurements.push(...(await measure[section]()));
      }
      const machine = describeMachine();
      process.stdout.write(
        options.json === true
          ? `${JSON.stringify({ machine, measurements }, undefined, 2)}\n`
          : `${machine}\n\n${asTable(measurements)}`,
      );
    });
}

function asTable(measurements: readonly Measurement[]): string {
  const width = Math.max(...measurements.map(({ name }) => name.length)) + 2;
  return measurements
    .map(({ name, value, unit, target, missing }) => {
      const shown =
        missing === undefined
          ? `${format(value).padStart(12)} ${unit}`
          : `not measured: ${missing}`;
      return `${name.padEnd(width)}${shown}${target === undefined ? '' : `   (target ${target})`}\n`;
    })
    .join('');
}

function format(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}
