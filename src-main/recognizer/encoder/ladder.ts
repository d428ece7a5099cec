import type { RunnableNetwork, RunningNetwork } from './running-network.ts';
import type { Rung } from '../../compute/ladder.ts';
import { explainFailure } from '../../compute/requirements.ts';
import type { Alert } from '../../contract/alerts.ts';
import type { EncoderOptions } from './encoder.ts';
import { openEngine } from './engines.ts';
import { EncoderProcess } from './process/client.ts';

/**
 * A window must be read within this time, and longer ones by so much a sample: what takes longer hangs,
 * and the next rung shall have taken over within a second. Where reading is slow anyway, this many times
 * the longest of the last readings.
 */
const hangMs = 700;
const hangMsPerSample = 0.5;
const hangTimes = 6;
/** The first runs compile what drivers compile; they may take as long as this. */
const firstRuns = 5;
const firstRunMs = 60_000;

interface Opened {
  readonly rung: Rung;
  readonly running: RunningNetwork;
  /** That the newest runs took, ms. */
  readonly times: number[];
  runs: number;
}

/**
 * A network on the first of some rungs that works. When a rung with a driver is lost (its process
 * dies, its device fails, it hangs), the next one computes the very same input: nothing is lost.
 */
export class EncoderLadder {
  readonly #left: Rung[];
  readonly #reasons: string[] = [];
  #current: Promise<Opened> | undefined;
  #rung: Rung | undefined;
  /** Opened beforehand, so that taking over takes no time. */
  #standby: Promise<Opened | undefined> | undefined;
  #used = false;

  constructor(
    private readonly model: RunnableNetwork,
    rungs: readonly Rung[],
    private readonly options: EncoderOptions,
  ) {
    this.#left = rungs.filter(({ driver }) => !driver || options.startProcess !== undefined);
  }

  /** In use, once something was computed. */
  get rung(): Rung | undefined {
    return this.#rung;
  }

  /** Why those before it are not, one entry for each. */
  get reasons(): readonly string[] {
    return this.#reasons;
  }

  /** As `RunningNetwork.run`. @throws the last rung's failure when none is left */
  async run(values: Float32Array, lengths: Int32Array, time: number): Promise<Float32Array> {
    for (;;) {
      const opening = (this.#current ??= this.#open());
      const opened = await opening;
      try {
        const work = opened.running.run(values, lengths, time);
        const result = await this.#within(opened, lengths.length * time, work);
        this.#used = true;
        return result;
      } catch (error) {
        // Of several that failed together the first has taken it down already.
        if (this.#current !== opening) continue;
        // The last one may do better with the next input.
        if (this.#left.length === 0 && this.#standby === undefined) throw error;
        this.#lose(opened, error);
      }
    }
  }

  async dispose(): Promise<void> {
    const all = [this.#current, this.#standby];
    this.#current = undefined;
    this.#standby = undefined;
    this.#left.length = 0;
    for (const opening of all) {
      const opened = await opening?.catch(() => undefined);
      await opened?.running.dispose();
    }
  }

  async #open(): Promise<Opened> {
    const ready = await this.#standby;
    this.#standby = undefined;
    if (ready !== undefined) return this.#take(ready);
    for (;;) {
      const rung = this.#left.shift();
      if (rung === undefined) throw new Error(this.#reasons.join('; ') || 'nothing is left');
      const opened = await this.#openRung(rung);
      if (opened !== undefined) return this.#take(opened);
    }
  }

  #take(opened: Opened): Opened {
    this.#rung = opened.rung;
    if (opened.rung.driver) {
      const next = this.#left.findIndex(({ driver }) => !driver);
      const [reserve] = next < 0 ? [] : this.#left.splice(next, 1);
      if (reserve !== undefined) this.#standby = this.#openWarm(reserve);
    }
    return opened;
  }

  async #openRung(rung: Rung): Promise<Opened | undefined> {
    try {
      const running = rung.driver
        ? await this.#inProcess(rung)
        : await openEngine(rung.engine, this.model, this.options.threads);
      return { rung, running, times: [], runs: 0 };
    } catch (error) {
      this.#reasons.push(`${rung.id}: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** The first run takes several times as long as those after it. */
  async #openWarm(rung: Rung): Promise<Opened | undefined> {
    const opened = await this.#openRung(rung);
    const { inputs } = this.model.network;
    await opened?.running.run(new Float32Array(inputs), Int32Array.of(1), 1).catch(() => undefined);
    return opened;
  }

  async #inProcess({ engine }: Rung): Promise<EncoderProcess> {
    const process = new EncoderProcess(await this.options.startProcess!());
    await process.open(engine, this.model);
    return process;
  }

  async #within(
    opened: Opened,
    samples: number,
    work: Promise<Float32Array>,
  ): Promise<Float32Array> {
    const { running, times } = opened;
    // Within this process nothing could be done about it.
    if (!(running instanceof EncoderProcess)) return work;
    const usual = Math.max(hangMs + hangMsPerSample * samples, hangTimes * Math.max(0, ...times));
    const limitMs = Math.round(opened.runs < firstRuns ? firstRunMs : usual);
    const begin = performance.now();
    const timer = setTimeout(() => running.abandon(`it took longer than ${limitMs} ms`), limitMs);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      // Those that compile say nothing of those that follow.
      if (opened.runs >= firstRuns - 2) times.push(performance.now() - begin);
      if (times.length > 8) times.shift();
      opened.runs += 1;
    }
  }

  #lose({ rung, running }: Opened, error: unknown): void {
    const how = messageOf(error);
    this.#current = undefined;
    this.#rung = undefined;
    this.#reasons.push(`${rung.id}: ${how}`);
    void running.dispose().catch(() => undefined);
    if (!this.#used) return;
    this.options.onLoss?.({ rung: rung.id, how, alert: lossAlert(rung, how) });
  }
}

function lossAlert({ title, driver }: Rung, how: string): Alert {
  return {
    code: 'backend-lost',
    severity: 'warning',
    message: `${title} stopped working: ${how}. Reading goes on without it; nothing was lost.`,
    remedy: driver
      ? 'Update the driver of the graphics card if it happens again. Troubleshooting shows what reads now.'
      : 'Choose another model, or restart.',
  };
}

/** In one line, for people. */
function messageOf(error: unknown): string {
  return explainFailure(error instanceof Error ? error.message : String(error)).reason;
}
