import { join } from 'node:path';
import { expect, test } from 'vitest';
import { channelCount, channelIndex, maskOf } from '../../contract/sensors.ts';
import { temporaryFolder } from '../testing.ts';
import { readSessionPreview } from './session-preview.ts';
import { SessionWriter } from './session-writer.ts';

const folder = await temporaryFolder();
const mask = maskOf(['ax', 'ay', 'az', 'force']);

function sample(timeMs: number, force: number) {
  const values = new Float32Array(channelCount);
  values[channelIndex('az')] = 9.8;
  values[channelIndex('force')] = force;
  return { timeMs, mask, values };
}

test('signal and text of a session, on the clock of a replay', async () => {
  const session = join(folder, 'session');
  const writer = await SessionWriter.create(session, { app: 'test', pen: 'simulated' });
  writer.bytes(Uint8Array.of(1), 1000);
  // Samples carry the pen's own time, which begins somewhere else, and anew after a plug was pulled.
  const write = (id: number, text: string, penMs: number, arrivalMs: number, force: number) => {
    for (let at = 0; at < 1000; at += 10) {
      writer.sample(sample(penMs + at, at >= 300 && at < 600 ? force : 0), arrivalMs + at);
    }
    const words = [{ text, startMs: 0, endMs: 1, confidence: 1, alternatives: [] }];
    const recognition = { text, confidence: 1, words };
    const times = { startMs: penMs + 300, endMs: penMs + 600 };
    writer.event('segment', { id, ...times, committed: true, recognition });
  };
  write(0, 'one', 77_000, 1500, 2);
  write(1, 'tvo', 0, 3000, 5);
  writer.event('correction', { id: 1, text: 'two' });
  await writer.close();

  const { seconds, curves, pieces } = await readSessionPreview(session);
  expect(seconds).toBeCloseTo(2.99);
  expect(pieces.map(({ text }) => text)).toEqual(['one', 'two']);
  expect(pieces[0]!.startSeconds).toBeCloseTo(0.8);
  expect(pieces[0]!.endSeconds).toBeCloseTo(1.1);
  expect(pieces[1]!.startSeconds).toBeCloseTo(2.3);
  const [acceleration, force] = curves;
  expect(acceleration!.most[Math.floor(0.6 / acceleration!.columnSeconds)]).toBeCloseTo(9.8);
  expect(force).toMatchObject({ name: 'force', unit: 'N' });
  expect(Math.max(...[...force!.most].filter((value) => !Number.isNaN(value)))).toBe(5);
  expect(force!.most[Math.floor(0.9 / force!.columnSeconds)]).toBe(2);
  // Nothing was measured between the two.
  expect(force!.most[Math.floor(1.7 / force!.columnSeconds)]).toBeNaN();
});
