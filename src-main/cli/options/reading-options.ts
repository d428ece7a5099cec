import { type Command, InvalidArgumentError } from 'commander';
import type { ReadOptions } from '../../data/recording.ts';
import { parseColumns } from '../../data/formats/table/csv-table.ts';

export interface ReadingOptions {
  readonly columns?: ReturnType<typeof parseColumns>;
  readonly sampleRate?: number;
}

/** What a file of samples does not say itself. */
export function addReadingOptions(command: Command): Command {
  return command
    .option(
      '--columns <names>',
      'what the columns of files without a header are, for example "t ax ay az gx gy gz force"; “-” leaves one out',
      parseColumns,
    )
    .option(
      '--sample-rate <Hz>',
      'how often the pen measures, for files without times (default: 100)',
      rateOf,
    );
}

export function readingOf({ columns, sampleRate }: ReadingOptions): Pick<ReadOptions, 'reading'> {
  if (!columns && sampleRate === undefined) return {};
  return {
    reading: {
      ...(columns && { columns }),
      ...(sampleRate !== undefined && { rateHz: sampleRate }),
    },
  };
}

function rateOf(text: string): number {
  const rate = Number(text);
  if (rate >= 1 && rate <= 20_000) return rate;
  throw new InvalidArgumentError('Give a number of readings a second, from 1 to 20000.');
}
