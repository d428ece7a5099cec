import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import { errorCode, fileError } from '../files/file-errors.ts';
import { isAlive } from '../files/process-alive.ts';
import { lockName } from './session-format.ts';

/** How often a writer says that it still lives. */
export const heartbeatMs = 60_000;
/** A lock without a heartbeat for so long is nobody's, whoever has its process number now. */
const abandonedMs = 10 * heartbeatMs;

const lockSchema = v.object({
  pid: v.number(),
  host: v.string(),
  /** Which start of a process with this number, where the system says so. */
  start: v.exactOptional(v.string()),
});

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
      await handle.writeFile(JSON.stringify(await ownerHere()));
      await handle.close();
    } catch (error) {
      if (errorCode(error) === 'EEXIST') throw busy(folder);
      held.delete(path);
      // A lock that names nobody, for example on a full disk, is none.
      await rm(path, { force: true }).catch(() => undefined);
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
  // However long it has slept, a process that lives is the one that holds it.
  const start = owner.pid === process.pid ? undefined : await startOf(owner.pid);
  if (owner.start !== undefined && start !== undefined) return start === owner.start;
  return owner.pid !== process.pid && fresh && isAlive(owner.pid);
}

async function ownerHere(): Promise<v.InferOutput<typeof lockSchema>> {
  const start = await startOf(process.pid);
  return { pid: process.pid, host: hostname(), ...(start !== undefined && { start }) };
}

/** When a process began, in ticks since the system did, and which start of the system; Linux alone says it. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const [line, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    // The name in parentheses may hold anything; the 20th field behind it is the start.
    const ticks = line.slice(line.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? undefined : `${boot.trim()}/${ticks}`;
  } catch {
    return undefined;
  }
}

async function readOwner(path: string): Promise<v.InferOutput<typeof lockSchema> | undefined> {
  try {
    return v.parse(lockSchema, JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

function busy(folder: string): UserError {
  return new UserError(
    'session-busy',
    `The session ${folder} is being written.`,
    'Stop the recording first, or wait until the other window has finished with it.',
  );
}
