import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { join, posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { create, extract, list } from 'tar';
import { UserError } from '../../contract/alerts.ts';
import type { Writer } from '../../contract/writers.ts';
import { replaceFile, temporaryName } from '../files/atomic-file.ts';
import { fileError } from '../files/file-errors.ts';
import { makeFolder } from '../files/make-folder.ts';
import { lockName } from '../sessions/session-format.ts';
import { readVersion } from './versions.ts';
import { parseWriterFile, writeWriterFile } from './writer-file.ts';
import { exists, namesIn, writerFolders, type WritersHome } from './writer-folders.ts';
import { freeId, readWriter } from './writers.ts';

/** What an exported writer is called by default: an ordinary archive that any program can open. */
export const archiveExtension = 'quillwave-writer.tar.gz';

const contents = ['writer.json', 'dictionary.txt', 'sessions', 'models'] as const;
/** Half a thousand takes and ten models are a few hundred megabytes. */
const largestBytes = 8 * 1024 ** 3;
const mostEntries = 10_000;
/** Takes and models shrink to a half or a third; only a bomb shrinks to a hundredth. */
const mostShrunk = 100;
const slackBytes = 1 << 20;

/**
 * Writes everything of a writer into one gzipped tar archive. An adaptation that nobody has decided
 * on stays behind.
 * @throws UserError
 */
export async function exportWriter(home: WritersHome, id: string, file: string): Promise<void> {
  const { root } = writerFolders(home, (await readWriter(home, id)).id);
  const present: string[] = [];
  for (const name of contents) if (await exists(join(root, name))) present.push(name);
  await replaceFile(file, (temporary) =>
    create(
      {
        file: temporary,
        cwd: root,
        gzip: true,
        portable: true,
        filter: (path) => !isLeftBehind(path),
      },
      present,
    ),
  );
}

function isLeftBehind(path: string): boolean {
  return path.split(/[/\\]/).some((part) => part === lockName || /^\.|\.part$/.test(part));
}

/**
 * Adds the writer of an archive beside those there are, under a free id; its name stays.
 * @throws UserError `writer-archive` when the file is not the archive of a writer or holds anything
 *   that has no business in one; nothing is then added
 */
export async function importWriter(home: WritersHome, file: string): Promise<Writer> {
  await checkArchive(file);
  await makeFolder(home.writers);
  const unfinished = temporaryName(join(home.writers, '.importing'));
  try {
    await mkdir(unfinished);
    await extract({
      ...{ file, cwd: unfinished, strict: true, preserveOwner: false },
      // What comes from elsewhere neither runs nor is anybody else's to read.
      onReadEntry: (entry) => {
        entry.mode = entry.type === 'Directory' ? 0o700 : 0o600;
      },
    });
    const path = join(unfinished, 'writer.json');
    const described = parseWriterFile(
      await readFile(path, 'utf8').catch(() => {
        throw refusal(file, 'it holds no writer.json');
      }),
      'writer.json in the archive',
    );
    // From elsewhere a model is named; a path would be one of another computer.
    if (/[\\/]/u.test(described.model)) throw refusal(file, 'its model is not a name');
    const { version, ...writer } = described;
    const whole = version !== undefined && (await hasVersion(unfinished, version));
    await writeWriterFile(path, whole ? described : writer);
    const id = await freeId(home, described.name);
    await rename(unfinished, writerFolders(home, id).root);
    return await readWriter(home, id);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (isArchiveError(error)) throw refusal(file, error.message, error);
    throw fileError(error, file, 'read');
  }
}

/** Looks through the whole archive before a single file is written. */
async function checkArchive(file: string): Promise<void> {
  let problem: string | undefined;
  let entries = 0;
  // Before the library sees it: that unpacks a whole chunk at once, whatever it grows to.
  if (await isTooLarge(file)) throw refusal(file, tooLarge);
  try {
    await list({
      file,
      strict: true,
      onReadEntry: (entry) => {
        entries += 1;
        problem ??= problemOf(entry.path, entry.type);
      },
    });
  } catch (error) {
    if (isArchiveError(error)) throw refusal(file, error.message, error);
    throw fileError(error, file, 'read');
  }
  if (entries === 0) problem = 'it is empty, or no archive';
  if (entries > mostEntries) problem = tooLarge;
  if (problem !== undefined) throw refusal(file, problem);
}

const tooLarge = 'it is larger than a writer can be';

/** Unpacks nothing further than a writer can be; what is damaged is told by others. */
async function isTooLarge(file: string): Promise<boolean> {
  const { size } = await stat(file).catch((error: unknown) => {
    throw fileError(error, file, 'read');
  });
  const largest = Math.min(largestBytes, mostShrunk * size + slackBytes);
  let bytes = 0;
  const counting = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) if ((bytes += chunk.length) > largest) return;
  };
  await pipeline(createReadStream(file), createGunzip(), counting).catch(() => undefined);
  return Math.max(size, bytes) > largest;
}

function problemOf(path: string, type: string): string | undefined {
  if (type !== 'File' && type !== 'OldFile' && type !== 'Directory') {
    return `“${path}” is neither a file nor a folder`;
  }
  const plain = path.replaceAll('\\', '/');
  const parts = plain.replace(/\/$/, '').split('/');
  const strange =
    posix.isAbsolute(plain) || /^[a-z]:/i.test(plain) || parts.includes('..') || parts.includes('');
  const known: readonly string[] = contents;
  if (strange || !known.includes(parts[0]!)) return `“${path}” is no part of a writer`;
  // Two of the four are files, two are folders.
  const inFolder = parts[0] === 'sessions' || parts[0] === 'models';
  const isFolder = type === 'Directory' || parts.length > 1;
  return inFolder === isFolder ? undefined : `“${path}” is not what has this name in a writer`;
}

async function hasVersion(root: string, version: string): Promise<boolean> {
  const models = join(root, 'models');
  return (
    (await namesIn(models)).includes(version) &&
    (await readVersion(join(models, version))) !== undefined
  );
}

function isArchiveError(error: unknown): error is Error {
  const code = (error as { tarCode?: unknown; code?: unknown } | undefined) ?? {};
  return (
    error instanceof Error &&
    (code.tarCode !== undefined || /^(TAR_|Z_|ERR_ZLIB)/.test(String(code.code)))
  );
}

function refusal(file: string, problem: string, cause?: unknown): UserError {
  return new UserError(
    'writer-archive',
    `${file} is not the file of an exported writer: ${problem}.`,
    `Choose a file that was written by “Export …” on the Writers page (….${archiveExtension}).`,
    cause === undefined ? undefined : { cause },
  );
}
