import type { Command } from 'commander';
import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { makeFolder } from '../../data/files/make-folder.ts';
import { checkPensName, writePens } from '../../data/formats/pens-writer.ts';
import type { PenRecording } from '../../data/recording.ts';
import {
  openHandwriting,
  simulatedRecordings,
} from '../../learning/samples/simulated-handwriting.ts';
import { counted } from '../print/counted.ts';
import { ProblemReport } from '../print/problem-report.ts';
import { ProgressLine } from '../print/progress-line.ts';
import { onStop } from '../stopping.ts';
import {
  addSimulatedPenOptions,
  simulatedPen,
  type SimulatedPenOptions,
} from '../options/simulated-pen.ts';
import {
  addTrajectoryOptions,
  simulationOptions,
  type TrajectoryOptions,
} from '../options/trajectory-options.ts';

const stopped = new UserError(
  'simulate-stopped',
  'Stopped; nothing was written.',
  'Run the command again; the same seed gives the same samples.',
);

interface SimulateOptions extends TrajectoryOptions, SimulatedPenOptions {
  readonly trajectories: string;
  readonly out: string;
  readonly vary?: boolean;
  readonly json?: boolean;
}

export function addSimulateCommand(command: Command): void {
  command
    .requiredOption(
      '--trajectories <file>',
      'pen-tip trajectories, NDJSON or gzipped: characters are composed into words, words and texts taken as they are',
    )
    .requiredOption(
      '--out <file>',
      'where the recordings go, pens format: .ndjson.gz, or .ndjson for plain text',
    );
  addSimulatedPenOptions(addTrajectoryOptions(command, 500, 'all'))
    .option('--vary', 'another grip, size, tempo and pen for every sample, as training wants it')
    .option('--json', 'what was written as one JSON document on standard output')
    .action(async (options: SimulateOptions) => {
      const { trajectories, out, words, json } = options;
      const abort = new AbortController();
      onStop(() => abort.abort(stopped));
      const problems = new ProblemReport();
      await prepareOutput(out, trajectories);
      const corpus = await openHandwriting(trajectories, { onProblem: problems.add });
      problems.finish();
      const progress = new ProgressLine(words, 'samples');
      const summary = new Summary();
      const recordings = simulatedRecordings(corpus, trajectories, {
        ...simulationOptions(options, 'all'),
        count: words,
        pen: simulatedPen(options),
        ...(options.vary === true && { vary: true }),
        signal: abort.signal,
        onProgress: progress.update,
      });
      await writePens(out, summary.counting(recordings));
      process.stdout.write(
        json === true
          ? `${JSON.stringify(summary.asJson(out), undefined, 2)}\n`
          : summary.asText(out),
      );
      // The file is whole, but not all that the trajectories were to say is in it.
      if (problems.skipped > 0) process.exitCode = 1;
    });
}

/** What is wrong with the place must be known before the work is done. */
async function prepareOutput(out: string, trajectories: string): Promise<void> {
  checkPensName(out);
  await makeFolder(dirname(resolve(out)));
  const there = await stat(out).catch(() => undefined);
  if (there?.isDirectory() === true) {
    throw new UserError(
      'simulate-out',
      `${out} is a folder.`,
      `Name a file in it, for example ${join(out, 'words.ndjson.gz')}.`,
    );
  }
  const source = await stat(trajectories).catch(() => undefined);
  if (there && source && there.dev === source.dev && there.ino === source.ino) {
    throw new UserError(
      'simulate-out',
      `${out} is the file of trajectories itself; it would be replaced.`,
      'Give --out another name.',
    );
  }
}

class Summary {
  #samples = 0;
  #unlabeled = 0;
  #characters = 0;
  #seconds = 0;
  readonly #writers = new Set<string | undefined>();

  *counting(recordings: Iterable<PenRecording>): Generator<PenRecording> {
    for (const recording of recordings) {
      this.#samples++;
      if (recording.label === undefined) this.#unlabeled++;
      this.#characters += Array.from(recording.label ?? '').length;
      this.#seconds += (recording.timesMs.at(-1) ?? 0) / 1000;
      this.#writers.add(recording.writer);
      yield recording;
    }
  }

  asJson(file: string) {
    return {
      file,
      samples: this.#samples,
      unlabeled: this.#unlabeled,
      writers: this.#writers.size,
      characters: this.#characters,
      seconds: Math.round(this.#seconds * 10) / 10,
    };
  }

  asText(file: string): string {
    const { samples, unlabeled, writers, characters, seconds } = this.asJson(file);
    const without = unlabeled > 0 ? `, ${unlabeled} of them without a label` : '';
    return `${file}: ${counted(samples, 'sample')}${without} by ${counted(writers, 'writer')}, ${counted(characters, 'character')}, ${seconds} s of writing\n`;
  }
}
