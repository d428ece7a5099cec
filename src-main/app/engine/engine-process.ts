import { utilityProcess, type UtilityProcess } from 'electron';
import { join } from 'node:path';
import type { Failure } from '../../contract/failure.ts';
import type { EngineEvents } from '../../contract/live.ts';
import type { EngineMethods } from './engine.ts';
import { EncoderProcesses } from './encoder-processes.ts';
import { EngineWatch } from './engine-watch.ts';
import { Caller } from './rpc.ts';

type Engine = Caller<EngineMethods, EngineEvents>;

export interface EngineListener {
  /** @param epoch which of the engine processes since the start says it */
  onEvent<K extends keyof EngineEvents>(event: K, payload: EngineEvents[K], epoch: number): void;
  /** The engine died; a new one is being started unless it has died too often. */
  onCrash(restarting: boolean): void;
  /** The engine lives and answers nothing, or answers again. One that goes on so is ended. */
  onHang(hanging: boolean): void;
  /** A new engine is there and knows nothing yet. */
  onStart(engine: Engine): void;
  onOutput(line: string): void;
}

const gone: Failure = {
  code: 'engine-stopped',
  message: 'The part that reads the pen has stopped.',
  remedy: 'It is started again by itself; try once more in a moment.',
};
const restartLimit = { count: 3, withinMs: 60_000 } as const;

/** Runs the engine in a utility process and starts it again when it dies. */
export class EngineProcess {
  #child: UtilityProcess | undefined;
  #engine: Engine | undefined;
  #crashes: number[] = [];
  #epoch = -1;
  #closing = false;
  #watch: EngineWatch | undefined;

  /** @param pageUrl of the window that is shown */
  constructor(
    private readonly listener: EngineListener,
    private readonly pageUrl: string,
  ) {}

  /** Which of the engine processes since the start runs now, or ran last. */
  get epoch(): number {
    return this.#epoch;
  }

  start(): void {
    const epoch = ++this.#epoch;
    const child = utilityProcess.fork(join(import.meta.dirname, 'engine.js'), [], {
      serviceName: 'Quillwave engine',
      stdio: 'pipe',
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.listener.onOutput(chunk.toString().trimEnd()));
    }
    const encoders = new EncoderProcesses(child, this.pageUrl);
    const engine: Engine = new Caller<EngineMethods, EngineEvents>(
      {
        post: (message) => child.postMessage(message),
        onMessage: (hear) => void child.on('message', hear),
      },
      (event, payload) => this.listener.onEvent(event, payload, epoch),
    );
    const watch = new EngineWatch({
      ask: () => engine.call('ping'),
      onHang: () => this.listener.onHang(true),
      onAnswer: () => this.listener.onHang(false),
      onDead: () => endHard(child),
    });
    // From its first answer on: until then it loads its program.
    void engine.call('ping').then(
      () => watch.start(),
      () => undefined,
    );
    this.#watch = watch;
    child.once('exit', () => {
      watch.stop();
      encoders.close();
      this.#onExit(child, engine);
    });
    this.#child = child;
    this.#engine = engine;
    this.listener.onStart(engine);
  }

  /** @throws UserError from the engine, or `engine-stopped` */
  readonly call: Engine['call'] = (method, ...payload) => {
    if (this.#engine === undefined) throw new Error('The engine was not started.');
    return this.#engine.call(method, ...payload);
  };

  /** Closes recording and pen, then ends the process; waits for at most `limitMs`. */
  async close(limitMs = 4000): Promise<void> {
    this.#closing = true;
    this.#watch?.stop();
    const child = this.#child;
    if (child?.pid === undefined) return;
    const limit = new Promise((resolve) => setTimeout(resolve, limitMs));
    await Promise.race([this.#engine?.call('close').catch(() => undefined), limit]);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    await Promise.race([gone, limit]);
    endHard(child);
  }

  #onExit(child: UtilityProcess, engine: Engine): void {
    engine.abandon(gone);
    if (this.#closing || child !== this.#child) return;
    const now = Date.now();
    this.#crashes = [...this.#crashes, now].filter((at) => now - at < restartLimit.withinMs);
    const restarting = this.#crashes.length <= restartLimit.count;
    this.listener.onCrash(restarting);
    if (restarting) this.start();
  }
}

/** A process that stands hears no other signal; nothing happens to one that is gone. */
function endHard({ pid }: UtilityProcess): void {
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}
