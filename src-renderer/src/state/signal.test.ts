import { expect, test } from 'vitest';
import { channelCount, maskOf } from '$contract/sensors.ts';
import { SignalState } from './signal.svelte.ts';

const piece = (key: string, clock: string, endMs: number) => ({ key, clock, startMs: 0, endMs });

test('what is held stays, whatever the pen sends and however often it is plugged in', () => {
  const signal = new SignalState();
  const mask = maskOf(['ax']);
  const send = (clock: string, startMs: number, count: number) =>
    signal.ring.push({
      clock,
      startMs,
      count,
      mask,
      values: new Float32Array(count * channelCount).fill(startMs),
    });
  send('0.1', 0, 300);
  signal.pause();
  for (let second = 3; second < 200; second++) send('0.1', 1000 * second, 100);
  send('0.2', 0, 5);
  expect(signal.paused).toBe(true);
  expect(signal.shown.clock).toBe('0.1');
  const { seconds, channels } = signal.shown.view(0, 300);
  expect(seconds).toHaveLength(300);
  expect(channels[0]!.every((value) => value === 0)).toBe(true);
  signal.togglePause();
  expect(signal.paused).toBe(false);
  expect(signal.shown.clock).toBe('0.2');
});

test('a piece that is out of the picture is brought into it, one that is in it is left there', () => {
  const signal = new SignalState();
  const values = new Float32Array(3000 * channelCount);
  signal.ring.push({ clock: 'a', startMs: 0, count: 3000, mask: maskOf(['ax']), values });
  const written = (key: string, startMs: number) => ({
    ...{ key, clock: 'a', startMs, endMs: startMs + 1000 },
  });
  signal.take([written('early', 4000), written('late', 28_000)]);
  expect(signal.pieceAt(4.5)?.key).toBe('early');
  expect(signal.pieceAt(6)).toBeUndefined();
  signal.reveal('late', 5);
  expect(signal.paused).toBe(false);
  signal.reveal('early', 5);
  expect(signal.paused).toBe(true);
  expect(signal.zoom).toEqual([2, 7]);
  signal.reveal('gone', 5);
  expect(signal.zoom).toEqual([2, 7]);
});

test('pieces grow in place and belong to the clock of their connection', () => {
  const signal = new SignalState();
  signal.take([piece('0.1', '0.1', 5), piece('0.2', '0.1', 9)]);
  signal.take([piece('0.3', '0.2', 4), piece('0.1', '0.1', 7)]);
  expect(signal.piecesOf('0.1').map(({ key, endMs }) => [key, endMs])).toEqual([
    ['0.2', 9],
    ['0.1', 7],
  ]);
  expect(signal.piecesOf('0.2').map(({ key }) => key)).toEqual(['0.3']);
  expect(signal.piecesOf('1.1')).toEqual([]);
});
