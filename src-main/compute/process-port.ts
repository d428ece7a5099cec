/**
 * A process of ours that does what it is told, wherever it was started from: plain Node forks, Electron
 * has utility processes. Messages are cloned as `structuredClone` does it.
 */
export interface ProcessPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Told once, when the process is gone. @param how for people, for example `killed by SIGSEGV` */
  onExit(listener: (how: string) => void): void;
  /** At once; `onExit` is told. */
  kill(): void;
}

/**
 * @param place where Electron shall run it; plain Node has processes only. Default `process`
 */
export type StartProcess = (place?: 'process' | 'window') => ProcessPort | Promise<ProcessPort>;
