import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ProcessPort } from './process-port.ts';

/** Of what a process said on its standard error. */
const keptCharacters = 4000;

/**
 * Runs a module as a process of plain Node. It ends with this one, and keeps it from ending only while
 * a message has not been answered.
 *
 * @param module TypeScript or JavaScript; it answers every message with exactly one
 * @param environment beside that of this process
 */
export function startNodeProcess(
  module: URL,
  environment: Readonly<Record<string, string>> = {},
): ProcessPort {
  const child = fork(fileURLToPath(module), {
    execArgv: module.pathname.endsWith('.ts') ? ['--import', typescriptLoader()] : [],
    env: { ...process.env, ...environment },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-keptCharacters);
  });
  let waiting = 0;
  const hold = (change: number): void => {
    waiting += change;
    for (const handle of [
      child,
      child.channel,
      child.stderr as Partial<NodeJS.RefCounted> | null,
    ]) {
      if (waiting > 0) handle?.ref?.();
      else handle?.unref?.();
    }
  };
  hold(0);
  child.on('message', () => hold(-1));
  return {
    post: (message) => {
      hold(1);
      // A process that has just died is told of by `onExit`.
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      let told = false;
      const tell = (how: string) => {
        if (!told) listener(how);
        told = true;
      };
      child.once('error', (error) => tell(`could not be started (${error.message})`));
      // `close` comes when its last words have been read too.
      child.once('close', (code, signal) => {
        const last = lastWords(said);
        const how = signal === null ? `ended with code ${String(code)}` : `was killed by ${signal}`;
        tell(last === '' ? how : `${how}: ${last}`);
      });
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** What a native library or Node itself said before the end, without stacks. */
function lastWords(said: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(at |Node\.js v|node:|\^)/u.test(line));
  return lines.findLast((line) => /error|fail|abort|fatal|cannot/iu.test(line)) ?? '';
}

function typescriptLoader(): string {
  const manifest = createRequire(import.meta.url).resolve('tsx/package.json');
  return pathToFileURL(join(dirname(manifest), 'dist/loader.mjs')).href;
}
