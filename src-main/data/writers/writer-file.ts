import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import { describeIssues } from '../../contract/issues.ts';
import { writerSchema, type Writer, type WriterFile } from '../../contract/writers.ts';
import { writeFileAtomic } from '../files/atomic-file.ts';
import { fileError } from '../files/file-errors.ts';

/** @throws UserError `writer-damaged` when the file is not what this program writes, `file-read…` */
export async function readWriterFile(file: string, id: string): Promise<Writer> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fileError(error, file, 'read');
  });
  return { ...parseWriterFile(text, file), id };
}

/** @throws UserError `writer-damaged`, or `writer-newer` for the file of a newer version */
export function parseWriterFile(text: string, origin: string): WriterFile {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw damaged(origin, 'it is not JSON', error);
  }
  const parsed = v.safeParse(writerSchema, content);
  if (parsed.success) return parsed.output;
  const version = (content as { formatVersion?: unknown } | null)?.formatVersion;
  if (typeof version === 'number' && version > 1) {
    throw new UserError(
      'writer-newer',
      `The writer in ${origin} was kept by a newer version of Quillwave.`,
      'Install the newest version of Quillwave to use it.',
    );
  }
  throw damaged(origin, describeIssues(parsed.issues));
}

/** @throws UserError; the old file then stands */
export function writeWriterFile(file: string, writer: WriterFile | Writer): Promise<void> {
  // Also takes away what is no part of the file, the id among it.
  const content = v.parse(writerSchema, writer);
  return writeFileAtomic(file, `${JSON.stringify(content, undefined, 2)}\n`);
}

function damaged(origin: string, problem: string, cause?: unknown): UserError {
  return new UserError(
    'writer-damaged',
    `${origin} does not describe a writer: ${problem}.`,
    'Repair the file, import an exported copy of the writer, or make the writer anew; the recorded takes lie in “sessions” beside it.',
    cause === undefined ? undefined : { cause },
  );
}
