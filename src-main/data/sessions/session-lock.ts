import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import { errorCode, fileError } from '../files/file-errors.ts';
import { lockName } from './session-format.ts';

/** How often a writer says that it still lives. */
export const heartbeatMs = 60_000;
/** A lock without a heartbeat for so long is nobody's, whoever has its process number now. */
const abandonedMs = 10 * heartbeatMs;

const lockSchema = v.object({ pid: v.number(), host: v.string() });

/** Held while a session is written, recovered or moved: never two of them at once. */
export class SessionLock {
  private constructor(private readonly path: string) {}

  /** @throws UserError `session-busy` when another writer holds it */
  static async acquire(folder: string): Promise<SessionLock> {
    const path = join(folder, lockName);
    if (await isSessionBusy(folder)) throw busy(folder);
    await rm(path, { force: true }).catch(() => undefined);
    try {
      const handle = await open(path, 'wx');
      held.add(path);
      await handle.writeFile(JSON.stringify({ pid: process.pid, host: hostname() }));
      await handle.close();
    } catch (error) {
      if (errorCode(error) === 'EEXIST') throw busy(folder);
      throw fileError(error, path, 'write');
    }
    return new SessionLock(path);
  }

  async beat(): Promise<void> {
    const now = new Date();
    await utimes(this.path, now, now).catch(() => undefined);
  }

  async release(): Promise<void> {
    held.delete(this.path);
    await rm(this.path, { force: true }).catch(() => undefined);
  }
}

/** Locks of this very process: its number may have been that of a process that died. */
const held = new Set<string>();

/** Whether somebody is writing the session now. */
export async function isSessionBusy(folder: string): Promise<boolean> {
  const path = join(folder, lockName);
  const found = await stat(path).catch(() => undefined);
  if (!found) return false;
  if (held.has(path)) return true;
  const fresh = Date.now() - found.mtimeMs < abandonedMs;
  const owner = await readOwner(path);
  // Made but not yet filled: its writer is at it.
  if (!owner) return Date.now() - found.mtimeMs < 5000;
  if (owner.host !== hostname()) return fresh;
  return owner.pid !== process.pid && fresh && isAlive(owner.pid);
}

async function readOwner(path: string): Promise<v.InferOutput<typeof lockSchema> | undefined> {
  try {
    return v.parse(lockSchema, JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function busy(folder: string): UserError {
  return new UserError(
    'session-busy',
    `The session ${folder} is being written.`,
    'Stop the recording first, or wait until the other window has finished with it.',
  );
}
