import { Option, type Command } from 'commander';
import { defaultModel } from '../../live/places.ts';
import { positiveNumber } from '../number-options.ts';
import { benchDecoder, benchSignal } from './stream.ts';
import { benchEncoders } from './encoders.ts';
import { benchLive } from './live.ts';
import { benchWindow } from './window.ts';
import { describeMachine, type Measurement } from './measurement.ts';
import { benchRecording } from './recording.ts';
import { benchTraining } from './training/index.ts';

interface BenchOptions {
  readonly model: string;
  readonly seconds: number;
  readonly only?: readonly Section[];
  readonly json?: boolean;
}

const sections = [
  'decoder',
  'signal',
  'recording',
  'inference',
  'training',
  'live',
  'window',
] as const;
type Section = (typeof sections)[number];

export function addBenchCommand(program: Command): void {
  program
    .command('bench')
    .description(
      'Measure decoder, signal path, recording, inference engines, training and the live loop on this machine.',
    )
    .option('--model <name>', 'model folder or name', defaultModel)
    .option('--seconds <number>', 'length of the live measurement', positiveNumber, 30)
    .addOption(new Option('--only <section...>', 'measure these sections only').choices(sections))
    .option('--json', 'one JSON document on standard output')
    .action(async (options: BenchOptions) => {
      const measure: Readonly<Record<Section, () => Measurement[] | Promise<Measurement[]>>> = {
        decoder: benchDecoder,
        signal: benchSignal,
        recording: benchRecording,
        inference: () => benchEncoders(options.model),
        training: benchTraining,
        live: () => benchLive(options.model, options.seconds),
        window: benchWindow,
      };
      const measurements: Measurement[] = [];
      for (const section of options.only ?? sections) {
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
