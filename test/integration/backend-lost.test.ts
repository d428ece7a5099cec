import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readingRungs, type Rung } from '../../src-main/compute/ladder.ts';
import { startNodeProcess } from '../../src-main/compute/node-process.ts';
import type { ProcessPort } from '../../src-main/compute/process-port.ts';
import type { Recognition } from '../../src-main/contract/recognition.ts';
import { LiveSession } from '../../src-main/live/live-session.ts';
import { applicationFolder } from '../../src-main/library/places.ts';
import { quillwaveProfile } from '../../src-main/pen/profiles.ts';
import { SimulatedTransport } from '../../src-main/pen/simulated.ts';
import { EncoderLadder } from '../../src-main/recognizer/encoder/ladder.ts';
import { loadModel } from '../../src-main/recognizer/model/package.ts';
import { outputLength } from '../../src-main/recognizer/network/description.ts';
import { Recognizer } from '../../src-main/recognizer/recognizer.ts';

const folder = join(applicationFolder, 'models/pen-digits');
const present = existsSync(join(folder, 'manifest.json'));
const entry = new URL('../../src-main/recognizer/encoder/process/node-entry.ts', import.meta.url);
const processor = readingRungs.find(({ id }) => id === 'onnx-cpu')!;
/** The processor behind a process, as a GPU would be. */
const graphics: Rung = { ...processor, id: 'graphics', driver: true };

const sessions: LiveSession[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.dispose();
});

/** What is committed of some words of the simulated pen, at five times its speed. */
async function write(killAfterPieces?: number) {
  const model = await loadModel(folder);
  const { network } = model.manifest;
  const processes: ProcessPort[] = [];
  const losses: string[] = [];
  const pieces: Recognition[] = [];
  const ladder = new EncoderLadder({ network, weights: model.weights }, [graphics, processor], {
    startProcess: () => {
      const started = startNodeProcess(entry);
      processes.push(started);
      return started;
    },
    onLoss: ({ rung }) => losses.push(rung),
  });
  const recognizer = new Recognizer(model.manifest, {
    engine: 'graphics',
    description: '',
    fallbackReasons: [],
    encode: async (values, length) => {
      const reading = ladder.run(values, Int32Array.of(length), length);
      // While it reads: what it was asked last must be asked of another.
      if (pieces.length === killAfterPieces) processes[0]!.kill();
      const frames = outputLength(network, length);
      return { logits: await reading, frames, classes: network.classes };
    },
    dispose: () => ladder.dispose(),
  });
  const session = new LiveSession({
    openTransport: () =>
      Promise.resolve({
        transport: new SimulatedTransport({ text: '314 15 926 535 89 793 23 84', speed: 5 }),
        profile: quillwaveProfile,
      }),
    openModel: () =>
      Promise.resolve({
        name: 'pen-digits',
        engine: '',
        recognize: (window, options) => recognizer.recognize(window, options),
        dispose: () => recognizer.dispose(),
      }),
    openRecorder: () => Promise.reject(new Error('Nothing is recorded.')),
  });
  sessions.push(session);
  session.on('segment', ({ committed, recognition }) => {
    if (committed) pieces.push(recognition);
  });
  const ended = new Promise<void>((resolve) => {
    session.on('status', ({ presence }) => {
      if (presence === 'ended') resolve();
    });
  });
  await session.selectModel('pen-digits');
  await session.connect({ kind: 'simulated' });
  await ended;
  await session.settled();
  const { statistics } = session.status;
  return { texts: pieces.map(({ text }) => text), losses, statistics, rung: ladder.rung?.id };
}

test.runIf(present)(
  'a process is killed while it reads: text and samples are those of a run in which it is not',
  { timeout: 60_000 },
  async () => {
    const whole = await write();
    const broken = await write(3);
    expect([broken.rung, broken.losses]).toEqual(['onnx-cpu', ['graphics']]);
    expect(whole.texts).toHaveLength(8);
    expect(broken.texts).toEqual(whole.texts);
    expect(broken.statistics.samples).toBe(whole.statistics.samples);
    expect(broken.statistics.lostFrames + broken.statistics.badFrames).toBe(0);
  },
);
