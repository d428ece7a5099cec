import type { RunnableNetwork, RunningNetwork } from '../running-network.ts';
import type { ComputeEngine } from '../../../compute/ladder.ts';
import type { ProcessPort } from '../../../compute/process-port.ts';
import type { EncoderAnswer, EncoderOrder, RunRequest } from './messages.ts';

export interface TimedValues {
  readonly values: Float32Array;
  /** Within the process, without the way there and back. */
  readonly milliseconds: number;
  /** Of all threads of the process. */
  readonly processorMs: number;
  /** The most memory that the process has had. */
  readonly peakBytes: number;
}

/** The process is gone or does not answer; what it was asked must be asked of another. */
export class ProcessLost extends Error {
  override readonly name = 'ProcessLost';
}

/** A network in a process of its own: what crashes or hangs there costs that process only. */
export class EncoderProcess implements RunningNetwork {
  readonly #waiting = new Map<
    number,
    { resolve: (answer: EncoderAnswer) => void; reject: (error: Error) => void }
  >();
  #id = 0;
  #gone: ProcessLost | undefined;

  /** @param port to a process that runs `serveEncoder` */
  constructor(private readonly port: ProcessPort) {
    port.onMessage((message) => {
      const answer = message as EncoderAnswer;
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.error === undefined) waiting?.resolve(answer);
      else waiting?.reject(new Error(answer.error));
    });
    port.onExit((how) => this.#lose(new ProcessLost(`its process ${how}`)));
  }

  /** What all that follows is about. It is loaded by the first order after it. */
  async open(engine: ComputeEngine, { network, weights }: RunnableNetwork): Promise<void> {
    await this.#order({ kind: 'open', engine, model: { network, weights } });
  }

  async run(values: Float32Array, lengths: Int32Array, time: number): Promise<Float32Array> {
    return (await this.timedRun({ values, lengths, time })).values;
  }

  timedRun(request: RunRequest): Promise<TimedValues> {
    return this.#order({ kind: 'run', ...request });
  }

  /** As `LearningNetwork.gradients`. */
  learn(request: RunRequest & { readonly slope: Float32Array }): Promise<TimedValues> {
    return this.#order({ kind: 'learn', ...request });
  }

  /** Ends the process; who waits is told `reason`. */
  abandon(reason: string): void {
    this.#lose(new ProcessLost(reason));
    this.port.kill();
  }

  dispose(): Promise<void> {
    this.abandon('it was closed');
    return Promise.resolve();
  }

  async #order(order: EncoderOrder): Promise<TimedValues> {
    const answer = await new Promise<EncoderAnswer>((resolve, reject) => {
      if (this.#gone !== undefined) {
        reject(this.#gone);
        return;
      }
      const id = this.#id++;
      this.#waiting.set(id, { resolve, reject });
      this.port.post({ id, ...order });
    });
    const {
      values = new Float32Array(0),
      milliseconds = 0,
      processorMs = 0,
      peakBytes = 0,
    } = answer;
    return { values, milliseconds, processorMs, peakBytes };
  }

  #lose(reason: ProcessLost): void {
    this.#gone ??= reason;
    for (const { reject } of this.#waiting.values()) reject(this.#gone);
    this.#waiting.clear();
  }
}
