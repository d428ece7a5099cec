import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

export type Writing =
  | { readonly text: string; readonly seed?: number }
  | { readonly file: string; readonly indices: readonly number[] };

/** Has a pen process write into `port`; resolves when it has written everything and rested. */
export function writeInto(port: string, writing: Writing): Promise<void> {
  const words =
    'text' in writing
      ? ['text', writing.text, String(writing.seed ?? 1)]
      : ['file', writing.file, writing.indices.join(',')];
  const child = spawn(
    process.execPath,
    ['--import', tsx, join(import.meta.dirname, 'pen-process.ts'), port, ...words],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The pen process ended with ${code ?? 'a signal'}: ${errors}`));
    });
  });
}
