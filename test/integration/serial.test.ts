import { mkdir, rm, symlink, writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Alert } from '../../src-main/contract/alerts.ts';
import { PenSource, type PenSourceListener } from '../../src-main/pen/pen-source.ts';
import { genericProfile, quillwaveProfile } from '../../src-main/pen/profiles.ts';
import { SerialTransport } from '../../src-main/pen/serial.ts';
import { simulatedChunks } from '../../src-main/pen/simulated.ts';
import { ListenerDouble } from '../contract/listener-double.ts';
import { PseudoTerminal, socatIsHere } from '../contract/pseudo-terminal.ts';

const patience = { timeout: 15_000, interval: 5 };
const retries = { firstRetryMs: 10, longestRetryMs: 40 };
const disposers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const dispose of disposers.splice(0).reverse()) await dispose();
});

async function line() {
  const pair = await PseudoTerminal.create();
  disposers.push(() => pair.dispose());
  return pair;
}

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'quillwave-serial-'));
  disposers.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

function serial(path: string) {
  const transport = new SerialTransport({ path, ...retries });
  disposers.push(() => transport.close());
  return { transport, listener: new ListenerDouble() };
}

describe('paths that people give', () => {
  test('a file is refused', async () => {
    const path = join(await folder(), 'notes.txt');
    await writeFile(path, 'not a port');
    const { transport, listener } = serial(path);
    await expect(transport.open(listener)).rejects.toMatchObject({ code: 'serial-not-a-port' });
    expect(transport.presence).toBe('closed');
  });

  test.skipIf(!socatIsHere)('a link to a port, and a folder that holds one', async () => {
    const pair = await line();
    const ports = join(await folder(), 'by-id');
    await mkdir(ports);
    const link = join(ports, 'usb-Pen_0001');
    await symlink(pair.path, link);
    for (const path of [link, ports]) {
      const { transport, listener } = serial(path);
      await transport.open(listener);
      expect(transport.presence).toBe('connected');
      expect(transport.description).toBe(`Serial port ${link} at 115200 baud`);
      await transport.close();
    }
  });

  test.skipIf(!socatIsHere)('a folder with several ports: which one?', async () => {
    const pair = await line();
    const ports = await folder();
    await symlink(pair.path, join(ports, 'a'));
    await symlink(pair.farPath, join(ports, 'b'));
    const { transport, listener } = serial(ports);
    await expect(transport.open(listener)).rejects.toMatchObject({ code: 'serial-several' });
  });

  test.skipIf(!socatIsHere)('a port that is not there yet', async () => {
    const pair = await line();
    const path = join(await folder(), 'pen');
    const { transport, listener } = serial(path);
    await transport.open(listener);
    expect(listener.presences).toEqual(['connecting', 'absent']);
    expect(listener.alerts).toMatchObject([{ code: 'serial-absent' }]);
    expect(listener.alerts[0]!.message).toContain('There is no pen at');
    await symlink(pair.path, path);
    await vi.waitUntil(() => transport.presence === 'connected', patience);
    expect(listener.cleared).toEqual(['serial-absent']);
    await pair.send(Buffer.from('hello'));
    await vi.waitUntil(() => listener.byteLength === 5, patience);
  });
});

test.skipIf(!socatIsHere)('a port in use names its user and is taken once it is free', async () => {
  const pair = await line();
  const first = serial(pair.path);
  await first.transport.open(first.listener);
  const second = serial(pair.path);
  await second.transport.open(second.listener);
  expect(second.transport.presence).toBe('connecting');
  expect(second.listener.alerts).toMatchObject([{ code: 'serial-busy' }]);
  if (process.platform === 'linux') {
    expect(second.listener.alerts[0]!.message).toMatch(/\(process \d+\) is using/);
  }
  await first.transport.close();
  await vi.waitUntil(() => second.transport.presence === 'connected', patience);
  expect(second.listener.cleared).toEqual(['serial-busy']);
});

// Reading such a line gives no bytes and no error, again and again.
test.skipIf(!socatIsHere)('a line that hangs up while it is being read is noticed', async () => {
  const pair = await line();
  const { transport, listener } = serial(pair.path);
  await transport.open(listener);
  for (let round = 0; round < 5; round++) {
    const received = listener.byteLength;
    // Pulled from inside the delivery: the next read finds the line hung up already.
    let pulled: Promise<void> | undefined;
    listener.answer = () => {
      pulled ??= pair.pull();
    };
    await pair.send(Buffer.alloc(2000, round));
    await vi.waitUntil(() => listener.byteLength > received, patience);
    await pulled;
    await vi.waitUntil(() => transport.presence === 'absent', patience);
    await pair.plugIn();
    await vi.waitUntil(() => transport.presence === 'connected', patience);
  }
});

describe.skipIf(!socatIsHere)('from the line to samples', () => {
  function source(path: string, profile = quillwaveProfile) {
    const heard = { samples: 0, alerts: [] as Alert[], cleared: [] as string[] };
    const listener: PenSourceListener = {
      onSample: () => {
        heard.samples += 1;
      },
      onInformation: () => undefined,
      onPresence: () => undefined,
      onAlert: (alert) => void heard.alerts.push(alert),
      onAlertCleared: (code) => void heard.cleared.push(code),
    };
    const transport = new SerialTransport({ path, ...retries });
    const health = { checkMs: 10, unreadableMs: 100 };
    const pen = new PenSource(transport, profile, listener, health);
    disposers.push(() => pen.close());
    return { pen, heard };
  }

  test('every sample of the simulated pen, across an unplugging', async () => {
    const pair = await line();
    const { pen, heard } = source(pair.path, genericProfile);
    await pen.open();
    const bytes = Buffer.concat([...simulatedChunks({ text: '7' })].map((chunk) => chunk.bytes));
    await pair.send(bytes);
    await vi.waitUntil(() => pen.statistics.bytes === bytes.length, patience);
    const once = heard.samples;
    expect(once).toBeGreaterThan(100);
    expect(pen.statistics).toMatchObject({ badFrames: 0, lostFrames: 0 });
    expect(pen.information).toMatchObject({ name: 'Simulated pen', rateHz: 100 });
    await pair.pull();
    await vi.waitUntil(() => pen.presence === 'absent', patience);
    await pair.plugIn();
    await vi.waitUntil(() => pen.presence === 'connected', patience);
    await pair.send(bytes);
    await vi.waitUntil(() => heard.samples === 2 * once, patience);
    expect(pen.statistics).toMatchObject({ badFrames: 0, lostFrames: 0 });
  });

  test('noise as of a wrong baud rate is told, and withdrawn when frames come', async () => {
    const pair = await line();
    const { pen, heard } = source(pair.path);
    await pen.open();
    const noise = Uint8Array.from({ length: 256 }, (_, i) => 0x80 | (Math.imul(i, 73) & 0x7f));
    await vi.waitUntil(async () => {
      await pair.send(noise);
      return heard.alerts.length > 0;
    }, patience);
    expect(heard.alerts).toMatchObject([{ code: 'pen-unreadable' }]);
    expect(heard.alerts[0]!.remedy).toContain('baud rate (now 115200)');
    await pair.send(Uint8Array.of(0));
    for (const { bytes } of simulatedChunks({ text: '1' })) await pair.send(bytes);
    await vi.waitUntil(() => heard.cleared.includes('pen-unreadable'), patience);
  });
});
