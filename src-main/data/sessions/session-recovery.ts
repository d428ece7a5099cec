import { open, truncate } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { UserError } from '../../contract/alerts.ts';
import { replaceFile } from '../files/atomic-file.ts';
import { fileError } from '../files/file-errors.ts';
import type { HomeFolders } from '../home.ts';
import { fileHeaderLength } from './journal.ts';
import { journalName } from './session-format.ts';
import { isSessionBusy, SessionLock } from './session-lock.ts';
import { inspectJournal } from './session-reader.ts';
import { readSummary, writeSummary, type SessionSummary } from './session-summary.ts';
import { journalSize, sessionFolders } from './sessions.ts';

export interface Recovery {
  readonly name: string;
  readonly folder: string;
  /** What the session holds now; absent when recovering it failed. */
  readonly summary?: SessionSummary;
  /** Bytes at the end that belonged to no intact record: moved to `cutTo`, nothing is thrown away. */
  readonly cutBytes: number;
  readonly cutTo?: string;
  readonly error?: UserError;
}

/**
 * Puts in order what a killed process left behind: cuts each unfinished journal behind its last
 * intact record (the rest is kept in a file of its own) and derives its summary again. Sessions
 * that are in order or being written are not touched; call it at every start.
 * @returns one entry for each session that was not in order
 * @throws UserError when the recordings cannot be listed
 */
export async function recoverSessions(home: Pick<HomeFolders, 'recordings'>): Promise<Recovery[]> {
  const recoveries: Recovery[] = [];
  for (const folder of await sessionFolders(home)) {
    try {
      if (await isInOrder(folder)) continue;
      recoveries.push(await recoverSession(folder));
    } catch (error) {
      const known = fileError(error, folder, 'write');
      if (known.code === 'session-busy') continue;
      recoveries.push({ name: basename(folder), folder, cutBytes: 0, error: known });
    }
  }
  return recoveries;
}

async function isInOrder(folder: string): Promise<boolean> {
  if (await isSessionBusy(folder)) return true;
  const summary = await readSummary(folder);
  return summary !== undefined && summary.journalBytes === (await journalSize(folder));
}

/** @throws UserError; the session is then as it was */
export async function recoverSession(folder: string): Promise<Recovery> {
  const lock = await SessionLock.acquire(folder);
  try {
    const { summary, ended, goodEnd, damagedBytes } = await inspectJournal(folder);
    const end = Math.max(goodEnd, Math.min(fileHeaderLength, await journalSize(folder)));
    const cut = await cutTail(folder, end);
    const title = (await readSummary(folder))?.title;
    const derived = summary.build({
      state: ended ? 'complete' : 'recovered',
      journalBytes: end,
      ...(title !== undefined && { title }),
      ...(damagedBytes > 0 && { damagedBytes }),
    });
    await writeSummary(folder, derived);
    return { name: basename(folder), folder, summary: derived, ...cut };
  } finally {
    await lock.release();
  }
}

/** The tail is safe in its own file before the journal is cut. */
async function cutTail(folder: string, end: number): Promise<Pick<Recovery, 'cutBytes' | 'cutTo'>> {
  const journal = join(folder, journalName);
  const cutBytes = (await journalSize(folder)) - end;
  if (cutBytes <= 0) return { cutBytes: 0 };
  const cutTo = join(folder, `cut-${end}.bin`);
  await replaceFile(cutTo, (temporary) => copyTail(journal, end, temporary));
  await truncate(journal, end).catch((error: unknown) => {
    throw fileError(error, journal, 'write');
  });
  return { cutBytes, cutTo };
}

async function copyTail(from: string, start: number, to: string): Promise<void> {
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'wx');
    try {
      const buffer = Buffer.allocUnsafe(1 << 20);
      for (let position = start; ;) {
        const { bytesRead } = await source.read(buffer, 0, buffer.length, position);
        if (bytesRead === 0) break;
        await target.writeFile(buffer.subarray(0, bytesRead));
        position += bytesRead;
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
