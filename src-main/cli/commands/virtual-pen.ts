import { Option, type Command } from 'commander';
import { UserError } from '../../contract/alerts.ts';
import { homeFolders } from '../../data/home.ts';
import { recordingChunks } from '../../data/recording-chunks.ts';
import { openPenProfile } from '../../library/pen-profiles.ts';
import { parseFaults, withFaults, type Faults } from '../../pen/virtual/faults.ts';
import {
  VirtualBluetoothLine,
  VirtualSerialLine,
  type VirtualLine,
} from '../../pen/virtual/virtual-line.ts';
import { recordedPackets, writingPackets, type Packet } from '../../pen/virtual/virtual-packets.ts';
import type { PenProfile } from '../../pen/profiles.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { Waiting } from '../../pen/waiting.ts';
import { wholeNumber } from '../options/number-options.ts';
import { onStop } from '../stopping.ts';

interface VirtualPenOptions {
  readonly profile: string;
  readonly text: string;
  readonly recording?: string;
  readonly serial?: string;
  readonly ble?: string;
  readonly name?: string;
  readonly mtu: number;
  readonly faults: Faults;
  readonly seed: number;
}

export function addVirtualPenCommand(command: Command): void {
  command
    .requiredOption('--profile <id or file>', 'the kind of pen (docs/formats/pen-profiles.md)')
    .option('--text <text>', 'what it writes', 'hello this is a virtual pen')
    .option('--recording <file>', 'writes the readings of a recording instead')
    .addOption(
      new Option(
        '--serial <path>',
        'a serial port, or a pseudo-terminal that is made there (with socat)',
      ).conflicts('ble'),
    )
    .option(
      '--ble <port>',
      'serial line of a Bluetooth adapter, also a virtual one (docs/use/pens.md)',
    )
    .option('--name <name>', 'with --ble: what it is called (default: as its profile says)')
    .option('--mtu <bytes>', 'with --ble: largest unit that it agrees to', wholeNumber, 247)
    .option(
      '--faults <list>',
      'what goes wrong, for example loss=1%,burst=30ms,bit-errors=1e-6,off=10s',
      parseFaults,
      {},
    )
    .option('--seed <number>', 'equal seeds give equal bytes', wholeNumber, 1)
    .action((options: VirtualPenOptions) => run(options));
}

async function run(options: VirtualPenOptions): Promise<void> {
  const transport = options.ble === undefined ? 'serial' : 'ble';
  const profile = await openPenProfile(options.profile, transport, homeFolders().profiles);
  // Before anything is opened: a text that cannot be written is refused.
  const packets = await packetsOf(profile, options);
  const line = await lineOf(profile, options);
  const waiting = new Waiting();
  const forget = onStop(() => waiting.stop());
  try {
    tell(`The pen is there: ${placeOf(profile, options)}`);
    await waiting.until(line.ready());
    tell('Writing.');
    const count = await play(packets, line, options, waiting);
    tell(waiting.isStopped() ? 'Stopped.' : `Written, ${count} packets.`);
  } finally {
    forget();
    await line.close();
  }
}

async function packetsOf(profile: PenProfile, options: VirtualPenOptions): Promise<Packet[]> {
  const { recording, text, seed } = options;
  if (recording === undefined) return [...writingPackets(profile, text, seed)];
  const packets: Packet[] = [];
  for await (const packet of recordedPackets(profile, recordingChunks(recording))) {
    packets.push(packet);
  }
  return packets;
}

async function lineOf(profile: PenProfile, options: VirtualPenOptions): Promise<VirtualLine> {
  const { serial, ble, mtu } = options;
  if (serial !== undefined) return VirtualSerialLine.open(serial);
  if (ble === undefined) {
    throw new UserError(
      'virtual-place',
      'Nothing says where the pen is to be.',
      'Add --serial PATH (a pseudo-terminal is made there) or --ble PORT.',
    );
  }
  const { characteristic, service, start } = profile.ble ?? nordicUart;
  return VirtualBluetoothLine.open({
    uart: ble,
    name: nameOf(profile, options),
    service: service ?? nordicUart.service,
    characteristic,
    command: start?.characteristic,
    mtu: Math.min(247, Math.max(23, mtu)),
  });
}

/** What a pen without identifiers of its own uses. */
const nordicUart = {
  service: '6e400001-b5a3-f393-e0a9-e50e24dcca9e',
  characteristic: '6e400003-b5a3-f393-e0a9-e50e24dcca9e',
  start: undefined,
};

function nameOf({ ble, title }: PenProfile, { name }: VirtualPenOptions): string {
  return name ?? ble?.name ?? title;
}

function placeOf(profile: PenProfile, options: VirtualPenOptions): string {
  return options.serial === undefined
    ? `--pen "ble:${nameOf(profile, options)}"`
    : `--pen serial:${options.serial}`;
}

/** @returns how many packets were sent */
async function play(
  packets: readonly Packet[],
  line: VirtualLine,
  { faults, seed }: VirtualPenOptions,
  waiting: Waiting,
): Promise<number> {
  const firstMs = packets[0]?.atMs ?? 0;
  const lengthMs = (packets.at(-1)?.atMs ?? 0) - firstMs;
  const timed = packets.map(({ atMs, bytes }) => ({ atMs: atMs - firstMs, bytes }));
  const random = new RandomGenerator(seed).fork('faults');
  const startMs = performance.now();
  let count = 0;
  for (const packet of withFaults(timed, faults, random, lengthMs)) {
    const earlyMs = startMs + packet.atMs - performance.now();
    if (earlyMs >= 1) await waiting.sleep(earlyMs);
    if (waiting.isStopped()) break;
    if ('awayMs' in packet) {
      await goAway(line, packet.awayMs, waiting);
      continue;
    }
    await line.send(packet.bytes);
    count += 1;
  }
  return count;
}

async function goAway(line: VirtualLine, awayMs: number, waiting: Waiting): Promise<void> {
  tell(`Away for ${awayMs / 1000} s.`);
  await line.leave();
  await waiting.sleep(awayMs);
  await line.comeBack();
  tell('Back.');
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
