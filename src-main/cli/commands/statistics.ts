import type { Command } from 'commander';
import { channelsIn } from '../../contract/sensors.ts';
import { holdsTrajectories, readTrajectories } from '../../data/formats/trajectories-format.ts';
import { InkStatisticsBuilder } from '../../data/ink-statistics.ts';
import { readRecordings } from '../../data/recording.ts';
import { StatisticsBuilder, type DataStatistics } from '../../data/statistics.ts';
import { describeFailure } from '../failure.ts';
import { addReadingOptions, readingOf, type ReadingOptions } from '../options/reading-options.ts';
import { recordingKinds } from '../options/recording-kinds.ts';
import { ProblemReport } from '../print/problem-report.ts';
import { inkStatisticsText, statisticsText } from '../print/statistics-report.ts';

interface Failure {
  readonly file: string;
  readonly reason: string;
}

interface StatisticsOptions extends ReadingOptions {
  readonly json?: boolean;
}

export function addStatisticsCommand(command: Command): void {
  addReadingOptions(command)
    .argument('<file...>', `${recordingKinds}; trajectories: .ndjson(.gz)`)
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', fields)
    .action(async (files: string[], options: StatisticsOptions) => {
      const builder = new StatisticsBuilder();
      const ink = new InkStatisticsBuilder();
      const problems = new ProblemReport();
      const failures: Failure[] = [];
      for (const file of files) {
        // A file that cannot be read must not keep the others from being read.
        try {
          const reading = { onProblem: problems.add, ...readingOf(options) };
          if (await holdsTrajectories(file)) {
            for await (const sample of readTrajectories(file, reading)) ink.add(sample);
          } else {
            for await (const recording of readRecordings(file, reading)) builder.add(recording);
          }
        } catch (error) {
          failures.push({ file, reason: error instanceof Error ? error.message : String(error) });
          process.stderr.write(describeFailure(error));
        }
      }
      problems.finish();
      const statistics = builder.statistics();
      const trajectories = ink.statistics();
      const failed = failures.length;
      const damage = { problems: problems.count, skipped: problems.skipped, failed };
      if (options.json === true) {
        const document = {
          ...{ files, ...documentOf(statistics) },
          ...(trajectories.samples > 0 && { trajectories }),
          ...{ ...damage, failures },
        };
        process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
      } else {
        const texts = [
          ...(statistics.recordings > 0 ? [statisticsText(statistics, damage)] : []),
          ...(trajectories.samples > 0 ? [inkStatisticsText(trajectories, damage)] : []),
        ];
        process.stdout.write(texts.join('\n'));
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
  trajectories           of files of trajectories: samples, labeled, timed, pressed, air, millimetres,
                         guessedGaps, strokes, points, seconds, characterMs, writers, hands, labels, characters
  problems, skipped      damage in the files, and how much of it cost whole recordings
  failed, failures       files that could not be read at all: how many, which and why
`;
