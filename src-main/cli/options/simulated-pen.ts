import { InvalidArgumentError, Option, type Command } from 'commander';
import { channelNames, type ChannelName } from '../../contract/sensors.ts';
import { boardNames, type BoardName } from '../../simulator/boards.ts';
import type { PenHardwareOptions } from '../../simulator/pen-hardware.ts';
import { positiveNumber } from './number-options.ts';

/** How the simulated pen is built, where it is to be like a pen of metal. */
export interface SimulatedPenOptions {
  readonly board?: BoardName;
  readonly mounting?: 'aligned' | 'any';
  readonly rangeG?: number;
  readonly rangeDegrees?: number;
  readonly jitter?: number;
  readonly gravityFree?: boolean;
  readonly force?: 'gripped' | 'stuck';
  readonly lost?: readonly ChannelName[];
}

export function addSimulatedPenOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--board <chip>', 'sensors, ranges and filters of such a board').choices(
        boardNames,
      ),
    )
    .addOption(
      new Option('--mounting <how>', 'how the board sits in the barrel (default: aligned)').choices(
        ['aligned', 'any'],
      ),
    )
    .option('--range-g <g>', 'the accelerometer ends at ± this, for example 2', positiveNumber)
    .option(
      '--range-degrees <degrees>',
      'the gyroscope ends at ± so many °/s, for example 250',
      positiveNumber,
    )
    .option('--jitter <ms>', 'readings are taken late or early by so many ms', positiveNumber)
    .option('--gravity-free', 'gravity is taken off, as phones do it')
    .addOption(
      new Option(
        '--force <fault>',
        'gripped: the resistor hardly falls in the air; stuck: it never moves',
      ).choices(['gripped', 'stuck']),
    )
    .option(
      '--lost <channels>',
      'channels that never arrive, for example gz or mx,my,mz',
      channels,
    );
}

function channels(text: string): ChannelName[] {
  return text.split(',').map((one) => {
    const name = channelNames.find((known) => known === one.trim());
    if (name) return name;
    throw new InvalidArgumentError(`“${one}” is none of ${channelNames.join(', ')}.`);
  });
}

export function simulatedPen(options: SimulatedPenOptions): PenHardwareOptions {
  const { board, mounting, rangeG, rangeDegrees, jitter, gravityFree, force, lost } = options;
  return {
    ...(board && { board }),
    ...(mounting && { mounting }),
    ...(rangeG !== undefined && { rangeG }),
    ...(rangeDegrees !== undefined && { rangeDegrees }),
    ...(jitter !== undefined && { jitterMs: jitter }),
    ...(gravityFree === true && { gravityFree }),
    ...(force && { force }),
    ...(lost && { lost }),
  };
}
