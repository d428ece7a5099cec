import { utilityProcess, type UtilityProcess } from 'electron';
import { join } from 'node:path';
import type {
  AdaptationCommand,
  AdaptationMessage,
  AdaptationProgress,
  AdaptationRequest,
  AdaptationResult,
} from '../../contract/adaptation.ts';
import { isEncoderRequest } from '../../compute/encoder-ports.ts';
import { UserError } from '../../contract/alerts.ts';
import { EncoderProcesses } from '../engine/encoder-processes.ts';

export interface AdaptationProcessEvents {
  readonly onProgress: (progress: AdaptationProgress) => void;
  readonly onOutput: (line: string) => void;
}

/** How long a process may take to end by itself after it was told to, ms. */
const cancelLimitMs = 3000;

/** Learns a writer's hand in a process of its own: neither window nor reading waits for it. */
export class AdaptationProcess {
  #child: UtilityProcess | undefined;

  /** @param pageUrl of the window that is shown */
  constructor(private readonly pageUrl: string) {}

  get running(): boolean {
    return this.#child !== undefined;
  }

  /**
   * @returns what came of it; undefined when it was cancelled
   * @throws UserError when learning failed or its process died
   */
  run(
    request: AdaptationRequest,
    { onProgress, onOutput }: AdaptationProcessEvents,
  ): Promise<AdaptationResult | undefined> {
    const child = utilityProcess.fork(join(import.meta.dirname, 'adaptation.js'), [], {
      serviceName: 'Quillwave adaptation',
      stdio: 'pipe',
    });
    this.#child = child;
    const encoders = new EncoderProcesses(child, this.pageUrl);
    child.once('exit', () => encoders.close());
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => onOutput(chunk.toString().trimEnd()));
    }
    return new Promise<AdaptationResult | undefined>((resolve, reject) => {
      child.on('message', (heard: AdaptationMessage) => {
        if (isEncoderRequest(heard)) return;
        if (heard.kind === 'progress') onProgress(heard.progress);
        else if (heard.kind === 'done') resolve(heard.result);
        else if (heard.kind === 'cancelled') resolve(undefined);
        else reject(new UserError(heard.code, heard.message, heard.remedy));
      });
      // After the last message this changes nothing any more.
      child.once('exit', () => reject(died()));
      child.postMessage({ kind: 'start', request } satisfies AdaptationCommand);
    }).finally(() => {
      if (this.#child === child) this.#child = undefined;
    });
  }

  /** Ends learning with what is best so far. */
  finish(): void {
    this.#child?.postMessage({ kind: 'finish' } satisfies AdaptationCommand);
  }

  cancel(): void {
    const child = this.#child;
    child?.postMessage({ kind: 'cancel' } satisfies AdaptationCommand);
    // One that is deep in a computation does not hear.
    setTimeout(() => child?.kill(), cancelLimitMs).unref();
  }

  /** Ends it at once: the program quits. */
  kill(): void {
    this.#child?.kill();
    this.#child = undefined;
  }
}

function died(): UserError {
  return new UserError(
    'adaptation-stopped',
    'Learning stopped unexpectedly.',
    'All words are safe, and the writer is read as before. Try again; the log says more.',
  );
}
