import type { Command } from 'commander';
import { defaultModel } from '../../live/places.ts';
import { positiveNumber } from '../number-options.ts';
import { benchDecoder, benchSignal } from './stream.ts';
import { benchEncoders } from './encoders.ts';
import { benchLive } from './live.ts';
import { benchWindow } from './window.ts';
import { describeMachine, type Measurement } from './measurement.ts';
import { benchRecording } from './recording.ts';

interface BenchOptions {
  readonly model: string;
  readonly seconds: number;
  readonly json?: boolean;
}

export function addBenchCommand(program: Command): void {
  program
    .command('bench')
    .description(
      'Measure decoder, signal path, recording, inference engines and the live loop on this machine.',
    )
    .option('--model <name>', 'model folder or name', defaultModel)
    .option('--seconds <number>', 'length of the live measurement', positiveNumber, 30)
    .option('--json', 'one JSON document on standard output')
    .action(async (options: BenchOptions) => {
      const stages = [
        ['decoder', () => Promise.resolve(benchDecoder())],
        ['signal path', () => Promise.resolve(benchSignal())],
        ['recording', benchRecording],
        ['inference', () => benchEncoders(options.model)],
        ['live loop', () => benchLive(options.model, options.seconds)],
        ['window', () => benchWindow()],
      ] as const;
      const measurements: Measurement[] = [];
      for (const [name, measure] of stages) {
        process.stderr.write(`Measuring: ${name} …\n`);
        measurements.push(...(await measure()));
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
