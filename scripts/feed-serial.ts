/**
 * Plays a recording into a serial line as a pen would: frames at their true rate. For tests and for
 * people who build a firmware and want to see what the program expects.
 *
 * usage: tsx scripts/feed-serial.ts DEVICE RECORDING [--index 0,5,9] [--speed 1]
 */
import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { recordingChunks } from '../src-main/data/recording-chunks.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { index: { type: 'string' }, speed: { type: 'string', default: '1' } },
});
const [device, recording] = positionals;
if (device === undefined || recording === undefined) {
  process.stderr.write('usage: feed-serial.ts DEVICE RECORDING [--index 0,5,9] [--speed 1]\n');
  process.exit(2);
}

const index = values.index?.split(',').map(Number);
const speed = Number(values.speed);
const line = await open(device, 'r+');
const startedMs = performance.now();
let firstMs: number | undefined;
for await (const { atMs, bytes } of recordingChunks(recording, index && { index })) {
  firstMs ??= atMs;
  // Against the clock, so that delays do not add up.
  const waitMs = startedMs + (atMs - firstMs) / speed - performance.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  for (let sent = 0; sent < bytes.length;) {
    sent += (await line.write(bytes, sent)).bytesWritten;
  }
}
await line.close();
