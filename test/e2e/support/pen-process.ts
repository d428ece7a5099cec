/**
 * A pen in a process of its own: writes the frames of simulated or recorded writing into one end
 * of a serial line at their true pace, then rests.
 *   pen-process.ts PORT text WORDS SEED
 *   pen-process.ts PORT file PATH INDEX,INDEX,…
 */
import { openSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { recordingChunks } from '../../../src-main/data/recording-chunks.ts';
import { simulatedChunks } from '../../../src-main/pen/simulated.ts';

const [port = '', kind, what = '', detail = ''] = process.argv.slice(2);
const chunks =
  kind === 'text'
    ? simulatedChunks({ text: what, seed: Number(detail) })
    : recordingChunks(what, { index: detail.split(',').map(Number) });

const line = openSync(port, 'r+');
const started = performance.now();
let first: number | undefined;
for await (const { atMs, bytes } of chunks) {
  first ??= atMs;
  const due = started + atMs - first;
  if (due > performance.now()) await wait(due - performance.now());
  for (let sent = 0; sent < bytes.length;) sent += writeSync(line, bytes, sent);
}
