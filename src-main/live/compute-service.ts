import { createHash } from 'node:crypto';
import { chooseRung, type Verdict } from '../compute/choice.ts';
import { cpuRungs, learningRungs, readingRungs, type Rung } from '../compute/ladder.ts';
import type { StartProcess } from '../compute/process-port.ts';
import {
  missingRequirement,
  presentSurroundings,
  type Surroundings,
} from '../compute/requirements.ts';
import type { ComputeReport, RungReport } from '../contract/compute.ts';
import { prepareProbe, probeRung } from '../recognizer/encoder-probe.ts';
import type { ModelPackage } from '../recognizer/model/package.ts';
import type { ComputeMemory, Survey } from './compute-memory.ts';

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
  readonly onProgress?: (rung: Rung, verdict?: Verdict) => void;
  /** Nothing new is tried after this. */
  readonly signal?: AbortSignal;
}

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
    return (await this.#memory.recall(networkKey(manifest))) !== undefined;
  }

  /** Tries every rung in processes of its own, one after another, and remembers what was found. */
  async survey(model: SurveyedModel, options: SurveyOptions = {}): Promise<Survey> {
    const network = { network: model.manifest.network, weights: model.weights };
    const reading = await this.#try(readingRungs, 'run', network, options);
    const learning = await this.#try(learningRungs, 'learn', network, options);
    const survey = { checkedAt: Date.now(), reading, learning, lost: {} };
    if (options.signal?.aborted === true) return survey;
    await this.#memory.keep(networkKey(model.manifest), survey);
    for (const line of reportLines(reportOf(model, survey))) this.#log(line);
    return survey;
  }

  /** A rung stopped while it was in use: it is passed over until it is tried again. */
  async noteLoss({ manifest }: SurveyedModel, rung: string, how: string): Promise<void> {
    this.#log(`${rung} stopped working: ${how}`);
    const key = networkKey(manifest);
    const survey = await this.#memory.recall(key);
    if (survey === undefined) return;
    await this.#memory.keep(key, { ...survey, lost: { ...survey.lost, [rung]: how } });
  }

  /** @param forced as for `rungsFor` */
  async report(model: SurveyedModel, forced?: string): Promise<ComputeReport> {
    return reportOf(model, await this.#memory.recall(networkKey(model.manifest)), forced);
  }

  async #try(
    rungs: readonly Rung[],
    kind: 'run' | 'learn',
    network: Parameters<typeof prepareProbe>[1],
    { onProgress, signal }: SurveyOptions,
  ): Promise<Verdict[]> {
    const task = await prepareProbe(kind, network, { start: this.startProcess });
    const verdicts: Verdict[] = [];
    for (const rung of rungs) {
      if (signal?.aborted === true) break;
      onProgress?.(rung);
      const missing = missingRequirement(rung, this.#surroundings);
      const verdict: Verdict =
        missing === undefined
          ? await probeRung(rung, task, { start: this.startProcess })
          : { rung: rung.id, works: false, ...missing };
      onProgress?.(rung, verdict);
      verdicts.push(verdict);
    }
    return verdicts;
  }
}

/** Weights change neither speed nor kernels: models of one network share what was found out. */
export function networkKey({ network }: ModelPackage['manifest']): string {
  return createHash('sha256').update(JSON.stringify(network)).digest('hex');
}

/** What Troubleshooting and `doctor` show. */
export function reportOf(
  { manifest }: SurveyedModel,
  survey: Survey | undefined,
  forced?: string,
): ComputeReport {
  return {
    ...(survey && { checkedAt: survey.checkedAt }),
    model: manifest.name,
    ...(forced !== undefined && { forced }),
    reading: ladderReport(readingRungs, survey?.reading ?? [], survey?.lost ?? {}, forced),
    learning: ladderReport(learningRungs, survey?.learning ?? [], {}),
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
export function reportLines({ reading, learning }: ComputeReport): string[] {
  const line =
    (purpose: string) =>
    ({ id, state, milliseconds, reason }: RungReport): string =>
      state === 'chosen'
        ? `${purpose}: ${id} in ${milliseconds!.toFixed(1)} ms`
        : `${purpose}: not ${id}: ${reason!}`;
  return [...reading.map(line('Reading')), ...learning.map(line('Learning'))];
}
