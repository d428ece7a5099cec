import { rm } from 'node:fs/promises';
import type { AdaptationResult } from '../contract/adaptation.ts';
import { UserError } from '../contract/alerts.ts';
import type { ModelVersion, NewWriter, Writer } from '../contract/writers.ts';
import { makeFolder } from '../data/files/make-folder.ts';
import { homeFolders } from '../data/home.ts';
import { discardProposal, keepProposal, writeVersion } from '../data/writers/versions.ts';
import { writerFolders } from '../data/writers/writer-folders.ts';
import { createWriter, readWriter } from '../data/writers/writers.ts';

/** @returns undefined where nobody has this name */
export async function existingWriter(name: string): Promise<Writer | undefined> {
  try {
    return await readWriter(homeFolders(), name);
  } catch (error) {
    if (error instanceof UserError && error.code === 'writer-unknown') return undefined;
    throw error;
  }
}

export interface AdaptedWriter {
  readonly writer: Writer;
  /** Whether there was none of this name. */
  readonly made: boolean;
  readonly result: AdaptationResult;
  /** Absent where nothing was kept. */
  readonly version?: ModelVersion;
}

/** Of several who wrote with one pen. */
export interface LearntWriter extends AdaptedWriter {
  /** As the recordings name them; empty where they name none. */
  readonly named: string;
}

interface AdaptWriterOptions {
  /** Of a writer that is not there yet. */
  readonly newWriter: NewWriter;
  /** Name of the model that is started from. */
  readonly base: string;
  /** Learns, and writes what is better to a folder. */
  readonly learn: (writer: Writer, output: string) => Promise<AdaptationResult>;
}

/**
 * Has a writer's hand learnt and what is better kept as a version. A writer who is made for it does not
 * outlive a failure.
 * @param known the writer, where there is one
 */
export async function adaptWriterWith(
  known: Writer | undefined,
  { newWriter, base, learn }: AdaptWriterOptions,
): Promise<AdaptedWriter> {
  const home = homeFolders();
  const writer = known ?? (await createWriter(home, newWriter));
  const { root, models, proposal } = writerFolders(home, writer.id);
  try {
    await discardProposal(home, writer.id);
    await makeFolder(models);
    const result = await learn(writer, proposal);
    const version = result.better ? await keep(writer, base, result) : undefined;
    return { writer, made: known === undefined, result, ...(version && { version }) };
  } catch (error) {
    // A name or a file that was mistyped must not leave a writer behind.
    if (known === undefined) await rm(root, { recursive: true, force: true });
    throw error;
  }
}

async function keep(writer: Writer, base: string, result: AdaptationResult): Promise<ModelVersion> {
  const home = homeFolders();
  const { takes, heldBack, before, after, readings, method, seconds } = result;
  await writeVersion(writerFolders(home, writer.id).proposal, {
    format: 'quillwave-version',
    formatVersion: 1,
    version: '1',
    createdAt: new Date().toISOString(),
    base,
    takes: { training: takes, heldBack, corrections: 0 },
    ...{ before, after, method, seconds },
    readings: readings.map(({ written, ...read }) => ({ text: written, ...read })),
  });
  return keepProposal(home, writer.id);
}
