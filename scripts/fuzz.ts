/**
 * Hostile inputs for every decoder, reader and request of the window. The nightly run takes a million cases
 * of each, CI a thousand; readers of files take a twentieth of that.
 *
 * usage: npm run fuzz -- [--cases 10000] [--seed 1] [--only NAME] [--case N]
 *
 * A fault is printed with what makes it again: the name, the seed and the number of the case.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RandomGenerator } from '../src-main/simulator/random.ts';
import { decoders } from './fuzz/decoders.ts';
import { readers } from './fuzz/readers.ts';
import { requests } from './fuzz/requests.ts';
import type { Target } from './fuzz/target.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    case: { type: 'string' },
  },
});
const { seed, only } = values;
const cases = Number(values.cases);
/** One case may not take more of a processor, ms: every reader is bounded by the size of what it reads. */
const slowestMs = 2000;
const log = (line: string) => void process.stderr.write(`${line}\n`);

/** @returns whether nothing was found */
async function fuzz({ name, run, share = 1 }: Target): Promise<boolean> {
  const count = values.case === undefined ? Math.ceil(cases / share) : 1;
  // Once without a clock: streams are made, code is compiled.
  if (values.case === undefined) await refusing(() => run(new RandomGenerator(`warm/${name}`)));
  const started = performance.now();
  let slowest = 0;
  for (let number = 0; number < count; number += 1) {
    const at = values.case === undefined ? number : Number(values.case);
    const began = process.cpuUsage();
    try {
      await run(new RandomGenerator(`${seed}/${name}/${at}`));
      const { user, system } = process.cpuUsage(began);
      slowest = Math.max(slowest, (user + system) / 1000);
      if (slowest > slowestMs) throw new Error(`took ${Math.round(slowest)} ms`);
    } catch (error) {
      log(`FAULT in ${name}: --only '${name}' --seed ${seed} --case ${at}`);
      log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return false;
    }
  }
  const seconds = (performance.now() - started) / 1000;
  log(`${name}: ${count} cases in ${seconds.toFixed(1)} s, slowest ${slowest.toFixed(1)} ms`);
  return true;
}

/** What comes out of it is met again by the case itself. */
async function refusing(work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch {
    // Told with its number below.
  }
}

const folder = await mkdtemp(join(tmpdir(), 'quillwave-fuzz-'));
try {
  const targets = [...decoders, ...requests, ...(await readers(folder))];
  const chosen = targets.filter(({ name }) => name.startsWith(only));
  if (chosen.length === 0) throw new Error(`There is no target “${only}”.`);
  let faults = 0;
  for (const target of chosen) if (!(await fuzz(target))) faults += 1;
  const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20);
  log(`${chosen.length} targets, ${faults} with a fault, ${megabytes} MB`);
  process.exitCode = faults === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
