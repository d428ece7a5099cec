import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { channelCount, hasChannel, type SensorMask } from '../contract/sensors.ts';
import { readRecordings, type PenRecording, type ReadProblem } from './recording.ts';

/** A folder that is gone after the tests of the file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'quillwave-data-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function readAllRecordings(path: string) {
  const recordings: PenRecording[] = [];
  const problems: ReadProblem[] = [];
  const onProblem = (problem: ReadProblem) => void problems.push(problem);
  for await (const recording of readRecordings(path, { onProblem })) recordings.push(recording);
  return { recordings, problems };
}

export function channelValues(recording: PenRecording, channel: number): number[] {
  const values: number[] = [];
  for (let i = channel; i < recording.values.length; i += channelCount) {
    values.push(recording.values[i]!);
  }
  return values;
}

/** Smooth, different in every channel, within what a pen measures; front acceleration about 1 g. */
export function waves(count: number, mask: SensorMask): Float32Array {
  const amplitudes = [3, 3, 3, 3, 3, 3, 6, 6, 6, 30, 30, 30, 1];
  const values = new Float32Array(count * channelCount);
  for (let row = 0; row < count; row++) {
    for (let channel = 0; channel < channelCount; channel++) {
      if (!hasChannel(mask, channel)) continue;
      const rest = channel === 2 || channel === 5 ? 9.5 : channel === 12 ? 1 : 0;
      const wave = Math.sin(row / (5 + channel) + channel);
      values[row * channelCount + channel] = rest + amplitudes[channel]! * wave;
    }
  }
  return values;
}
