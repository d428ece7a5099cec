import { spawn, type ChildProcess } from 'node:child_process';
import { missingDisplay, type Obstacle } from './requirements.ts';

export interface Display {
  readonly environment: NodeJS.ProcessEnv;
  readonly server?: ChildProcess;
}

/** The display there is, or one of its own that Xvfb makes; `server` is to be killed after use. */
export async function virtualDisplay(): Promise<Display | Obstacle> {
  if (missingDisplay() === undefined) return { environment: {} };
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const number = await new Promise<string | undefined>((resolve) => {
    server.once('error', () => resolve(undefined));
    server.once('exit', () => resolve(undefined));
    server.stdio[3]?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  if (number === undefined) {
    return {
      reason: 'there is no display, and Xvfb could not be started',
      remedy: 'apt-get install -y xvfb',
    };
  }
  return { environment: { DISPLAY: `:${number}` }, server };
}
