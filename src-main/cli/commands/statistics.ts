import type { Command } from 'commander';
import { channelsIn } from '../../contract/sensors.ts';
import { readRecordings } from '../../data/recording.ts';
import { StatisticsBuilder, type DataStatistics } from '../../data/statistics.ts';
import { describeFailure } from '../failure.ts';
import { ProblemReport } from '../print/problem-report.ts';
import { statisticsText } from '../print/statistics-report.ts';

interface Failure {
  readonly file: string;
  readonly reason: string;
}

interface StatisticsOptions {
  readonly json?: boolean;
}

export function addStatisticsCommand(program: Command): void {
  program
    .command('statistics')
    .description('What is in recordings: writers, labels, characters, lengths, rates, channels.')
    .argument(
      '<file...>',
      'recordings: .ndjson(.gz) in the pens format, OnHW folders (CSV or words500), session folders',
    )
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', fields)
    .action(async (files: string[], options: StatisticsOptions) => {
      const builder = new StatisticsBuilder();
      const problems = new ProblemReport();
      const failures: Failure[] = [];
      for (const file of files) {
        // A file that cannot be read must not keep the others from being read.
        try {
          for await (const recording of readRecordings(file, { onProblem: problems.add })) {
            builder.add(recording);
          }
        } catch (error) {
          failures.push({ file, reason: error instanceof Error ? error.message : String(error) });
          process.stderr.write(describeFailure(error));
        }
      }
      problems.finish();
      const statistics = builder.statistics();
      const failed = failures.length;
      const damage = { problems: problems.count, skipped: problems.skipped, failed };
      if (options.json === true) {
        const document = { files, ...documentOf(statistics), ...damage, failures };
        process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
      } else if (statistics.recordings > 0) {
        process.stdout.write(statisticsText(statistics, damage));
      }
      if (failed > 0 || problems.skipped > 0) process.exitCode = 1;
    });
}

function documentOf({ sensors, ...statistics }: DataStatistics): object {
  return {
    ...statistics,
    sensors: sensors.map(({ mask, recordings }) => ({ channels: channelsIn(mask), recordings })),
  };
}

const fields = `
JSON:
  recordings, labeled    how many, and how many of them say what was written
  writers, hands         recordings, labels, characters and seconds by writer; writers by hand
  labels, characters     with their counts, most frequent first
  seconds                total, shortest, median, longest
  rates, sensors         sampling rates (median step) and sets of channels, with recordings
  channels               mean, deviation, smallest, largest in the unit of the channel table;
                         saturated: share of readings that stay at the edge of all for three or more
  unknownUnits           recordings whose numbers are of unknown unit
  givenParts             recordings by the part that their data set published them in
  problems, skipped      damage in the files, and how much of it cost whole recordings
  failed, failures       files that could not be read at all: how many, which and why
`;
