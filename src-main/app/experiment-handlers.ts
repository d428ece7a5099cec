import { join } from 'node:path';
import type { ExperimentRequests } from '../contract/experiments.ts';
import type { HomeFolders } from '../data/home.ts';
import { listExperiments, readExperiment } from '../data/experiment-results.ts';

type Handlers = {
  readonly [K in keyof ExperimentRequests]: (
    ...payload: Parameters<ExperimentRequests[K]>
  ) => Promise<ReturnType<ExperimentRequests[K]>>;
};

/** Figures of experiments, to be looked at. @param applicationFolder holds docs/research/results */
export function experimentHandlers(
  home: Pick<HomeFolders, 'experiments'>,
  applicationFolder: string,
): Handlers {
  const folders = {
    home: home.experiments,
    shipped: join(applicationFolder, 'docs', 'research', 'results'),
  };
  return {
    listExperiments: () => listExperiments(folders),
    readExperiment: (place) => readExperiment(folders, place),
  };
}
