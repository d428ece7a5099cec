import { UserError } from '../contract/alerts.ts';
import { makeFolder } from '../data/files/make-folder.ts';
import type { Experiment, ExperimentContext, ExperimentReport } from './experiment.ts';
import { rememberIn } from './remember.ts';
import { writeReport } from './report.ts';

export type ExperimentPlaces = Omit<ExperimentContext, 'remember'>;

/**
 * Runs an experiment and writes its folder.
 * @throws UserError when data are missing or the folder cannot be written; `experiment-stopped`
 */
export async function runExperiment(
  experiment: Experiment,
  places: ExperimentPlaces,
): Promise<ExperimentReport> {
  const { out, data, quick, signal } = places;
  await makeFolder(out);
  const remember = rememberIn(out, { experiment: experiment.name, data, quick });
  try {
    const report = await experiment.run({ ...places, remember });
    await writeReport(out, experiment.name, report, quick);
    return report;
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    throw new UserError(
      'experiment-stopped',
      'Stopped before the end.',
      'Run the same command again: it goes on where it was.',
    );
  }
}
