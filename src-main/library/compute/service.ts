import { createHash } from 'node:crypto';
import { chooseRung, type Choice, type ChoiceOptions, type Verdict } from '../../compute/choice.ts';
import { cpuRungs, learningRungs, readingRungs, type Rung } from '../../compute/ladder.ts';
import type { StartProcess } from '../../compute/process-port.ts';
import {
  missingRequirement,
  presentSurroundings,
  type Surroundings,
} from '../../compute/requirements.ts';
import type { ComputeReport, RungReport } from '../../contract/compute.ts';
import { prepareProbe, probeRung } from '../../recognizer/encoder/probe.ts';
import type { ModelPackage } from '../../recognizer/model/package.ts';
import type { NetworkDescription } from '../../recognizer/network/description.ts';
import { initialWeights } from '../../recognizer/network/initialize.ts';
import type { ComputeMemory, Survey } from './memory.ts';

export interface ComputeServiceOptions {
  readonly memory: ComputeMemory;
  /** Starts processes that run `serveEncoder`. */
  readonly startProcess: StartProcess;
  /** One line each: what was tried, what was chosen. */
  readonly log?: (line: string) => void;
  /** Default: those of this process. */
  readonly surroundings?: Surroundings;
}

export interface SurveyOptions {
  /** A rung is about to be tried, or was. */
  readonly onProgress?: (purpose: Purpose, rung: Rung, verdict?: Verdict) => void;
  /** Nothing new is tried after this. */
  readonly signal?: AbortSignal;
}

export type Purpose = 'reading' | 'learning';

export interface LearningOptions extends Pick<ChoiceOptions, 'forced' | 'threads'> {
  /** Tries what is not known yet. Default: only what is remembered counts. */
  readonly survey?: SurveyOptions;
}

/** In the record of what was lost, before the ids of rungs for learning. */
const learningLost = 'learning ';

type SurveyedModel = Pick<ModelPackage, 'manifest' | 'weights'>;

/** Knows where networks run best on this machine: tries it once and remembers. */
export class ComputeService {
  readonly startProcess: StartProcess;
  readonly #memory: ComputeMemory;
  readonly #log: (line: string) => void;
  readonly #surroundings: Surroundings;

  constructor({
    memory,
    startProcess,
    log = () => undefined,
    surroundings = presentSurroundings(),
  }: ComputeServiceOptions) {
    this.#memory = memory;
    this.startProcess = startProcess;
    this.#log = log;
    this.#surroundings = surroundings;
  }

  /**
   * Rungs for `openEncoder`, best first: as remembered, else those on the processor at once.
   * @param forced goes before all, remembered or not
   */
  async rungsFor({ manifest }: SurveyedModel, forced?: string): Promise<readonly string[]> {
    const survey = await this.#memory.recall(networkKey(manifest));
    const { order } = chooseRung(readingRungs, survey?.reading ?? [], {
      ...(forced !== undefined && { forced }),
      ...(survey && { lost: survey.lost }),
    });
    const known = order.length > 0 ? order : cpuRungs.map(({ id }) => id);
    return forced === undefined ? known : [...new Set([forced, ...known])];
  }

  async isKnown({ manifest }: SurveyedModel): Promise<boolean> {
    const survey = await this.#memory.recall(networkKey(manifest));
    return survey !== undefined && survey.reading.length > 0;
  }

  /** Tries every rung in processes of its own, one after another, and remembers what was found. */
  async survey(model: SurveyedModel, options: SurveyOptions = {}): Promise<Survey> {
    const network = { network: model.manifest.network, weights: model.weights };
    const reading = await this.#try('reading', network, options);
    const learning = await this.#try('learning', network, options);
    const survey = { checkedAt: Date.now(), reading, learning, lost: {} };
    if (options.signal?.aborted === true) return survey;
    await this.#memory.keep(networkKey(model.manifest), survey);
    for (const line of reportLines(reportOf(model, survey))) this.#log(line);
    return survey;
  }

  /**
   * Where a network learns best: the order is empty only where nothing is known, or nothing works.
   * @throws when not even plain JavaScript runs
   */
  async learningChoice(
    network: NetworkDescription,
    { survey: surveying, ...options }: LearningOptions = {},
  ): Promise<Choice> {
    const key = networkKey({ network });
    const known = await this.#memory.recall(key);
    const lost = learningLosses(known?.lost ?? {});
    if (surveying === undefined || (known?.learning.length ?? 0) > 0) {
      return chooseRung(learningRungs, known?.learning ?? [], { ...options, lost });
    }
    const model = { network, weights: initialWeights(network, 0) };
    const learning = await this.#try('learning', model, surveying);
    const { reading, lost: others } = known ?? { reading: [], lost: {} };
    if (surveying.signal?.aborted !== true) {
      await this.#memory.keep(key, { checkedAt: Date.now(), reading, learning, lost: others });
    }
    return chooseRung(learningRungs, learning, { ...options, lost });
  }

  /** As `noteLoss`, of a rung that learnt. */
  noteLearningLoss(network: NetworkDescription, rung: string, how: string): Promise<void> {
    return this.noteLoss({ manifest: { network } }, `${learningLost}${rung}`, how);
  }

  /** A rung stopped while it was in use: it is passed over until it is tried again. */
  async noteLoss(
    { manifest }: { readonly manifest: { readonly network: NetworkDescription } },
    rung: string,
    how: string,
  ): Promise<void> {
    this.#log(`${rung} stopped working: ${how}`);
    const key = networkKey(manifest);
    const survey = await this.#memory.recall(key);
    if (survey === undefined) return;
    await this.#memory.keep(key, { ...survey, lost: { ...survey.lost, [rung]: how } });
  }

  /** @param forced as for `rungsFor` */
  async report(
    model: SurveyedModel,
    forced?: string,
    forcedLearning?: string,
  ): Promise<ComputeReport> {
    const survey = await this.#memory.recall(networkKey(model.manifest));
    return reportOf(model, survey, forced, forcedLearning);
  }

  async #try(
    purpose: Purpose,
    network: Parameters<typeof prepareProbe>[1],
    { onProgress, signal }: SurveyOptions,
  ): Promise<Verdict[]> {
    const [rungs, kind] =
      purpose === 'reading'
        ? ([readingRungs, 'run'] as const)
        : ([learningRungs, 'learn'] as const);
    const task = await prepareProbe(kind, network, { start: this.startProcess });
    const verdicts: Verdict[] = [];
    for (const rung of rungs) {
      if (signal?.aborted === true) break;
      onProgress?.(purpose, rung);
      const missing = missingRequirement(rung, this.#surroundings);
      const verdict: Verdict =
        missing === undefined
          ? await probeRung(rung, task, {
              start: this.startProcess,
              // What is there for comparison is slow.
              ...(rung.reserve && { runs: 1 }),
            })
          : { rung: rung.id, works: false, ...missing };
      onProgress?.(purpose, rung, verdict);
      verdicts.push(verdict);
    }
    return verdicts;
  }
}

/** Weights change neither speed nor kernels: models of one network share what was found out. */
export function networkKey({ network }: { readonly network: NetworkDescription }): string {
  return createHash('sha256').update(JSON.stringify(network)).digest('hex');
}

function learningLosses(lost: Survey['lost']): Survey['lost'] {
  return Object.fromEntries(
    Object.entries(lost).flatMap(([id, how]) =>
      id.startsWith(learningLost) ? [[id.slice(learningLost.length), how]] : [],
    ),
  );
}

/** What Troubleshooting and `doctor` show. */
function reportOf(
  { manifest }: SurveyedModel,
  survey: Survey | undefined,
  forced?: string,
  forcedLearning?: string,
): ComputeReport {
  return {
    ...(survey && { checkedAt: survey.checkedAt }),
    model: manifest.name,
    ...(forced !== undefined && { forced }),
    reading: ladderReport(readingRungs, survey?.reading ?? [], survey?.lost ?? {}, forced),
    learning: ladderReport(
      learningRungs,
      survey?.learning ?? [],
      learningLosses(survey?.lost ?? {}),
      forcedLearning,
    ),
  };
}

function ladderReport(
  rungs: readonly Rung[],
  verdicts: readonly Verdict[],
  lost: Readonly<Record<string, string>>,
  forced?: string,
): RungReport[] {
  const choice = chooseRung(rungs, verdicts, { lost, ...(forced !== undefined && { forced }) });
  return rungs.map(({ id, title }) => {
    const verdict = verdicts.find(({ rung }) => rung === id);
    const passed = choice.passedOver.find(({ rung }) => rung === id);
    return {
      id,
      title,
      state: passed === undefined ? 'chosen' : verdict?.works === true ? 'ready' : 'out',
      ...(verdict?.works === true && {
        milliseconds: verdict.milliseconds,
        difference: verdict.difference,
      }),
      ...(passed && { reason: passed.reason, remedy: passed.remedy }),
    };
  });
}

/** A line for each rung, for the log. */
function reportLines({ reading, learning }: ComputeReport): string[] {
  const line =
    (purpose: string) =>
    ({ id, state, milliseconds, reason }: RungReport): string =>
      state === 'chosen'
        ? `${purpose}: ${id} in ${milliseconds!.toFixed(1)} ms`
        : `${purpose}: not ${id}: ${reason!}`;
  return [...reading.map(line('Reading')), ...learning.map(line('Learning'))];
}
