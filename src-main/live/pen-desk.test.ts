import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { alphabets } from '../contract/alphabet.ts';
import type { Alert } from '../contract/alerts.ts';
import type { LiveSegment } from '../contract/live.ts';
import type { PromptedState } from '../contract/prompts.ts';
import type { SensorCalibrationState } from '../contract/sensor-calibration.ts';
import { homeFolders } from '../data/home.ts';
import { SessionWriter } from '../data/sessions/session-writer.ts';
import { readDictionary } from '../data/writers/dictionary.ts';
import { readTakes } from '../data/writers/takes.ts';
import { createWriter, readWriter } from '../data/writers/writers.ts';
import { quillwaveProfile } from '../pen/profiles.ts';
import { SimulatedTransport } from '../pen/simulated.ts';
import { CurrentWriter } from './current-writer.ts';
import { LiveSession } from './live-session.ts';
import { PenDesk } from './pen-desk.ts';

// The pen keeps its own pace: a machine that is busy otherwise falls behind it.
vi.setConfig({ testTimeout: 90_000 });

const disposers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const dispose of disposers.splice(0).reverse()) await dispose();
});

/** A session with a simulated pen, ten times as fast as a hand, and a model that reads what it is told. */
async function room({ connected = true } = {}) {
  const root = await mkdtemp(join(tmpdir(), 'quillwave-desk-'));
  disposers.push(() => rm(root, { recursive: true, force: true }));
  const home = homeFolders({ environment: { QUILLWAVE_HOME: root } });
  const reading = { text: 'hello' };
  const opened: string[] = [];
  const session = new LiveSession({
    openTransport: () =>
      Promise.resolve({
        transport: new SimulatedTransport({ text: 'hi', repeat: true, speed: 10 }),
        profile: quillwaveProfile,
      }),
    openModel: (name) => {
      if (name === 'gone') return Promise.reject(new Error('gone'));
      opened.push(name);
      return Promise.resolve({
        name,
        engine: 'none',
        alphabet: alphabets.words,
        recognize: () => {
          const words = [{ ...reading, startMs: 0, endMs: 1, confidence: 1, alternatives: [] }];
          return Promise.resolve({ text: reading.text, confidence: 1, words });
        },
        dispose: () => Promise.resolve(),
      });
    },
    openRecorder: ({ status }, events, folder) => {
      const pen = status.address?.kind ?? '';
      return SessionWriter.create(folder!, { app: 'test', pen }, events);
    },
  });
  disposers.push(() => session.dispose());
  const told = {
    prompted: undefined as PromptedState | 'ended' | undefined,
    calibration: undefined as SensorCalibrationState | undefined,
    alerts: new Map<string, Alert>(),
    segments: [] as LiveSegment[],
  };
  session.on('segment', (segment) => {
    if (segment.committed) told.segments.push(segment);
  });
  const onError = (error: unknown) => expect.fail(String(error));
  const desk = new PenDesk(home, session, {
    onPrompted: (state) => (told.prompted = state),
    onCalibration: (state) => (told.calibration = state),
    onError,
  });
  disposers.push(() => desk.close());
  const current = new CurrentWriter(home, session, {
    openModel: (name) => session.selectModel(name),
    onChange: () => undefined,
    onAlert: (alert) => void told.alerts.set(alert.code, alert),
    onAlertCleared: (code) => void told.alerts.delete(code),
    onError,
  });
  disposers.push(() => current.closeCorrections());
  const { id } = await createWriter(home, { name: 'Anna' });
  await current.select(id, 'words');
  if (connected) await session.connect({ kind: 'simulated' });
  const takes = async () => {
    const labels: string[] = [];
    for await (const { label, source } of readTakes(home, await readWriter(home, id))) {
      labels.push(`${source} ${label}`);
    }
    return labels;
  };
  return { home, session, desk, current, told, id, reading, opened, takes };
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 40_000, interval: 20 });

test('the simulated pen writes the prompts and nothing else, and then its own text again', async () => {
  const { desk, told, id, reading, takes } = await room();
  await until(() => expect(told.segments.length).toBeGreaterThan(0));
  await desk.startPrompts(id, { count: 2, kinds: ['letters'] });
  const state = () => told.prompted as PromptedState;
  const prompts = state().prompts.map(({ text }) => text);
  for (const text of prompts) {
    reading.text = text;
    desk.ask({ kind: 'write', text });
    await until(() => expect(state()).toMatchObject({ phase: 'review', reading: text }));
    desk.answer({ action: 'accept' });
  }
  expect(state().phase).toBe('done');
  await desk.leave();
  expect(told.prompted).toBe('ended');
  expect(await takes()).toEqual(prompts.map((text) => `prompt ${text}`));
  const before = told.segments.length;
  await until(() => expect(told.segments.length).toBeGreaterThan(before));
});

test('the pen is calibrated for its writer, and a pen that is not there is told of', async () => {
  const none = await room({ connected: false });
  await expect(none.desk.beginCalibration()).rejects.toMatchObject({ code: 'calibration-pen' });

  const { desk, session, told, home, id } = await room();
  await until(() => expect(session.status.samplesPerSecond).toBeGreaterThan(0));
  const { steps } = await desk.beginCalibration();
  await expect(desk.keepCalibration(id)).rejects.toMatchObject({ code: 'calibration-none' });
  for (const step of steps) {
    desk.calibrationStep(step);
    desk.ask({ kind: 'gesture', gesture: step });
    await until(() => expect(told.calibration?.done).toContain(step));
  }
  await desk.keepCalibration(id);
  const { calibrations } = await readWriter(home, id);
  expect(calibrations['simulated']?.forceThreshold).toBeGreaterThan(0.05);
});

test('a correction is kept with its samples, and its words join the dictionary', async () => {
  const { current, told, id, home, opened, takes } = await room();
  await until(() => expect(told.segments.length).toBeGreaterThan(0));
  const piece = told.segments[0]!.id;
  await current.correct(piece, 'Hullo', 'Hullo');
  await current.correct(piece, 'Hulla', 'Hulla');
  await current.correct(9999, 'nothing', 'nothing');
  await current.closeCorrections();
  expect(await takes()).toEqual(['correction Hulla']);
  expect(await readDictionary(home, id)).toEqual(['Hullo', 'Hulla']);
  expect(current.words).toEqual(['Hullo', 'Hulla']);
  expect(opened).toEqual(['words']);
});

test('who cannot be read leaves the one before', async () => {
  const { current, session, home } = await room({ connected: false });
  expect(session.status.writer).toEqual({ id: 'anna', name: 'Anna' });
  const bo = await createWriter(home, { name: 'Bo', language: 'german', model: 'gone' });
  await expect(current.select(bo.id, 'words')).rejects.toThrow('gone');
  await expect(current.select('nobody', 'words')).rejects.toMatchObject({ code: 'writer-unknown' });
  expect(current.writer?.name).toBe('Anna');
  expect(current.languages).toEqual(['english']);
  await current.select(undefined, 'words');
  expect(session.status.writer).toBeUndefined();
  expect(current.languages).toBeUndefined();
});
