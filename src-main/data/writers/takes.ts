import { join } from 'node:path';
import { penKey, type StoredCalibration, type Writer } from '../../contract/writers.ts';
import { applyCalibration, type SensorCalibration } from '../../signal/calibration.ts';
import type { OnProblem, PenRecording } from '../formats/pen-recording.ts';
import { writePens } from '../formats/pens-writer.ts';
import { isSession, readConfiguration } from '../sessions/session-reader.ts';
import { readSessionRecordings } from '../sessions/session-recordings.ts';
import { fileError } from '../files/file-errors.ts';
import { namesIn, writerFolders, type WritersHome } from './writer-folders.ts';

/** Sessions of corrections are named so; all others are prompted ones. */
export const correctionsPrefix = 'corrections-';

/** Something the writer has written and whose text is known. */
export interface Take {
  readonly source: 'prompt' | 'correction';
  /** Composed text, never empty. */
  readonly label: string;
  /** Corrected by the calibration of its pen. */
  readonly recording: PenRecording;
}

/**
 * The takes of a writer, oldest session first. Sessions that are still being written are read as far
 * as they go; damage is told and passed over.
 * @throws UserError when the folder of sessions cannot be read
 */
export async function* readTakes(
  home: WritersHome,
  writer: Writer,
  onProblem: OnProblem = () => undefined,
): AsyncGenerator<Take> {
  for (const { folder, source } of await takeSessions(home, writer.id)) {
    try {
      const calibration = await calibrationOf(folder, writer);
      for await (const recording of readSessionRecordings(folder, onProblem)) {
        const label = recording.label?.normalize('NFC').trim() ?? '';
        if (label === '') continue;
        if (calibration) applyCalibration(recording.values, calibration);
        const whose = { writer: writer.id, hand: writer.hand };
        yield { source, label, recording: { ...recording, ...whose, label } };
      }
    } catch (error) {
      const { message } = fileError(error, folder, 'read');
      onProblem({ file: folder, message, skipped: true });
    }
  }
}

/**
 * Writes all takes of a writer into one file in the pens format, corrected by the calibration: what an
 * adaptation learns from while more is being written.
 * @returns how many takes. @throws UserError
 */
export function snapshotTakes(
  home: WritersHome,
  writer: Writer,
  file: string,
  onProblem?: OnProblem,
): Promise<number> {
  const recordings = async function* () {
    for await (const { recording } of readTakes(home, writer, onProblem)) yield recording;
  };
  return writePens(file, recordings());
}

export interface TakeSession {
  readonly folder: string;
  readonly source: Take['source'];
}

/** Folders with a journal, oldest first: a prompted session has one for each time it was resumed. */
export async function takeSessions(home: WritersHome, id: string): Promise<TakeSession[]> {
  const { sessions } = writerFolders(home, id);
  const found: TakeSession[] = [];
  for (const name of await namesIn(sessions)) {
    const folder = join(sessions, name);
    const source = name.startsWith(correctionsPrefix) ? 'correction' : 'prompt';
    if (await isSession(folder)) found.push({ folder, source });
    else for (const part of await journalsIn(folder)) found.push({ folder: part, source });
  }
  return found;
}

/** The journals of one prompted session, in the order of writing. */
export async function journalsIn(folder: string): Promise<string[]> {
  const parts = (await namesIn(folder).catch(() => [])).map((name) => join(folder, name));
  const held = await Promise.all(parts.map((part) => isSession(part)));
  return parts.filter((_, index) => held[index]);
}

export function toSensorCalibration({ bias, scale }: StoredCalibration): SensorCalibration {
  return { bias: Float32Array.from(bias), scale: Float32Array.from(scale) };
}

async function calibrationOf(
  folder: string,
  writer: Writer,
): Promise<SensorCalibration | undefined> {
  const key = penKey((await readConfiguration(folder))?.pen ?? '');
  const stored = key === undefined ? undefined : writer.calibrations[key];
  return stored && toSensorCalibration(stored);
}
