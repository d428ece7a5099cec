import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../data/files/atomic-file.ts';
import type { ExperimentContext } from './experiment.ts';

/**
 * Steps that are kept as JSON in `steps/` of the experiment's folder.
 * @param conditions whatever else the results depend on; under others everything is computed anew
 */
export function rememberIn(folder: string, conditions: unknown): ExperimentContext['remember'] {
  return async (key, compute) => {
    const digest = createHash('sha256')
      .update(JSON.stringify([key, conditions]))
      .digest('hex')
      .slice(0, 16);
    const file = join(folder, 'steps', `${digest}.json`);
    const kept = await readFile(file, 'utf8').catch(() => undefined);
    if (kept !== undefined) {
      try {
        return (JSON.parse(kept) as { value: Awaited<ReturnType<typeof compute>> }).value;
      } catch {
        // Damaged: computed again below.
      }
    }
    const value = await compute();
    await writeFileAtomic(file, JSON.stringify({ key, conditions, value }));
    return value;
  };
}
