import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loadModel } from '../../recognizer/model/package.ts';
import { repositoryRoot } from '../../learning/recipes/recipe-files.ts';
import type { Experiment, ExperimentContext, ExperimentReport } from '../experiment.ts';
import { sideBySide } from '../side-by-side.ts';
import type { RunOutcome, RunRequest } from './one-run.ts';
import { reportOf, type DoneRun } from './present.ts';
import { characterSets, digestOf, findSets, type CharacterSet } from './sets.ts';
import { settingsFor, type Arm } from './settings.ts';
import { runInThread } from './threads.ts';

export interface RealCharactersOptions {
  readonly sets?: readonly CharacterSet[];
  /** Folder of the model that the second arm starts from. Default `models/words`. */
  readonly baseFolder?: string;
  /** Default 5. */
  readonly splits?: number;
  /** Default both. */
  readonly arms?: readonly Arm[];
  /** Runs at once. Default: as many as the machine has cores, 8 at most. */
  readonly lanes?: number;
  /** Default: those that were chosen on the validation parts. */
  readonly settingsFor?: typeof settingsFor;
  /** Trains and tests. Default: in a thread of its own. */
  readonly run?: (request: RunRequest, signal?: AbortSignal) => Promise<RunOutcome>;
}

const seed = 1;
/** Nothing that needs the base model stands before what does not: it may still be in training. */
const bothArms: readonly Arm[] = ['scratch', 'base'];

/** Whether the base model helps to read what real sensors measured. */
export const realCharacters = realCharactersExperiment();

/** The same on other sets or from another model. */
export function realCharactersExperiment(options: RealCharactersOptions = {}): Experiment {
  return {
    name: 'real-characters',
    summary: 'letters and digits of real pens, with and without starting from the base model',
    run: (context) => run(context, options),
  };
}

async function run(
  context: ExperimentContext,
  options: RealCharactersOptions,
): Promise<ExperimentReport> {
  const { quick, note, signal, remember } = context;
  const { splits = 5, arms = bothArms } = options;
  const sets = findSets(context.data, options.sets ?? characterSets);
  const baseFolder = options.baseFolder ?? join(repositoryRoot, 'models', 'words');
  const base = await loadModel(baseFolder);
  const digests = new Map<string, string>();
  for (const { name, path } of sets) digests.set(name, await digestOf(path));
  const requests = arms.flatMap((arm) =>
    sets.flatMap((set) =>
      Array.from({ length: quick ? 1 : splits }, (_, split) => requestFor(set, arm, split)),
    ),
  );
  const lanes = options.lanes ?? Math.min(8, availableParallelism());
  const begun = performance.now();
  let done = 0;
  const runs = await sideBySide(requests, lanes, async (request): Promise<DoneRun> => {
    const outcome = await remember(keyOf(request), () =>
      (options.run ?? runInThread)(request, signal),
    );
    done += 1;
    const pace = (performance.now() - begun) / done;
    note(describe(request, outcome, (pace * (requests.length - done)) / 60_000));
    return { set: request.set, arm: request.arm, split: request.split, outcome };
  });
  return reportOf(runs, {
    quick,
    sets,
    base: { name: base.manifest.name, sha256: base.manifest.weights.sha256 },
  });

  function requestFor(set: RunRequest['set'], arm: Arm, split: number): RunRequest {
    const settings = (options.settingsFor ?? settingsFor)(set.name, arm);
    const small = { steps: 120, warmUpSteps: 10, validateEvery: 40, frameWeightUntilStep: 60 };
    return {
      ...{ set, arm, baseFolder, seed, split, splits },
      settings: quick ? { ...settings, ...small, averaging: 0.95 } : settings,
      sequences: quick ? 40 : 150,
      ...(quick && { perLabel: 6 }),
    };
  }

  /** A run without the base model is the same whatever that model has learnt since. */
  function keyOf({ set, ...request }: RunRequest): string {
    const { rateHz, network, weights } = base.manifest;
    const reads = request.settings.network === 'base' ? network : rateHz;
    return JSON.stringify({
      ...request,
      data: digests.get(set.name),
      writing: set.writing,
      baseFolder: request.arm === 'base' ? weights.sha256 : reads,
    });
  }
}

function describe(
  { set, arm, split }: RunRequest,
  { singles, seconds }: RunOutcome,
  minutesLeft: number,
): string {
  const right = singles.filter(({ written, read }) => written === read).length;
  const from = arm === 'base' ? 'from the base model' : 'from scratch';
  const left = minutesLeft > 0 ? `; about ${Math.ceil(minutesLeft)} min left` : '';
  return `${set.name}, split ${split + 1}, ${from}: ${right} of ${singles.length} right (${seconds.toFixed(0)} s)${left}`;
}
