import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './files/process-alive.ts';

/** As `temporaryName` gives them: whose they are stands in the name. */
const unfinished = /\.(\d+)-\d+\.part$/u;
/** Numbers of processes come again: what is so old is nobody's. */
const longestMs = 24 * 3600 * 1000;
/** A note, a writer's file, the summary of a recording: nothing of ours lies deeper. */
const deepest = 3;
/** Chromium's own, and training that may run elsewhere. */
const foreign = new Set(['electron', 'runs']);

/**
 * Removes what killed processes left half written: whole copies of writers among it. Everything that has its
 * name stays.
 * @returns what was removed
 */
export async function removeLeftovers(root: string, now = Date.now()): Promise<string[]> {
  return removeIn(root, 0, now);
}

async function removeIn(folder: string, depth: number, now: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const removed: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (await isLeftOver(path, entry.name, now)) {
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
      removed.push(path);
    } else if (entry.isDirectory() && depth < deepest && !foreign.has(entry.name)) {
      removed.push(...(await removeIn(path, depth + 1, now)));
    }
  }
  return removed;
}

async function isLeftOver(path: string, name: string, now: number): Promise<boolean> {
  const pid = Number(unfinished.exec(name)?.[1] ?? NaN);
  if (Number.isNaN(pid) || pid === process.pid) return false;
  if (!isAlive(pid)) return true;
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && now - found.mtimeMs > longestMs;
}
