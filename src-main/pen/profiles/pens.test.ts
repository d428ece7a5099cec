import { expect, test } from 'vitest';
import { channelIndex, standardGravity, type ChannelName } from '../../contract/sensors.ts';
import { checksums } from '../framing/checksums.ts';
import { ascii, collect, join } from '../framing/testing.ts';
import { findPenProfile } from './built-in.ts';

const degree = Math.PI / 180;

/** Pushes each chunk as one notification; what the last sample says by channel. */
function read(id: string, ...chunks: readonly Uint8Array[]) {
  const { decoder, samples, information } = collect(findPenProfile(id)!);
  chunks.forEach((chunk, index) => decoder.push(chunk, 10 * index));
  const value = (name: ChannelName) => samples.at(-1)!.values[channelIndex(name)];
  return { decoder, samples, information, value };
}

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
}

test('checksums by name', () => {
  const text = ascii('123456789');
  expect(checksums.crc16.compute(text, 0, 9)).toBe(0x29b1);
  expect(checksums.xor8.compute(text, 0, 9)).toBe(0x31);
  expect(checksums.sum8.compute(text, 0, 9)).toBe(477 & 0xff);
  expect(checksums.sum16.compute(text, 0, 9)).toBe(477);
});

/** Big-endian; −16384, 0, 8192 counts less the offsets 100, 0, −50; tip 4095. */
function neuroVive(sequence: number, ms: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(53));
  view.setUint8(0, 1);
  view.setUint8(1, sequence);
  view.setUint32(2, ms);
  [16_484, 0, 8142, 131, -131, 0, 4500, -900].forEach((count, at) =>
    view.setInt16(6 + 2 * at, count),
  );
  view.setUint16(22, 4095);
  view.setUint8(38, 1);
  [100, 0, -50, 0, 0, 131].forEach((count, at) => view.setInt16(40 + 2 * at, count));
  const packet = new Uint8Array(view.buffer);
  packet[52] = packet.subarray(0, 52).reduce((sum, byte) => sum ^ byte, 0);
  return packet;
}

test('NeuroVive: big-endian, offsets taken off, XOR, losses by its counter beside its clock', () => {
  const damaged = neuroVive(4, 30);
  damaged[10]! ^= 4;
  const { value, samples, decoder } = read(
    'neurovive',
    neuroVive(254, 0),
    neuroVive(255, 10),
    neuroVive(0, 20),
    damaged,
    neuroVive(3, 50),
  );
  expect(samples.map(({ timeMs }) => timeMs)).toEqual([0, 10, 20, 50]);
  expect(value('ax')).toBeCloseTo(standardGravity, 4);
  expect(value('az')).toBeCloseTo(standardGravity / 2, 4);
  expect(value('gx')).toBeCloseTo(degree, 5);
  expect(value('gz')).toBeCloseTo(-degree, 5);
  expect(value('force')).toBeCloseTo(12, 4);
  expect(decoder.statistics).toMatchObject({ badFrames: 1, lostFrames: 2, garbageBytes: 53 });
});

test('GrayBlue: 13 floats', () => {
  const values = [0, 0, 1000, 90, 0, 0, 250, 0, -400, 1, 0, 0, 0];
  const { value, samples } = read('grayblue', new Uint8Array(Float32Array.from(values).buffer));
  expect(samples).toHaveLength(1);
  expect(value('az')).toBeCloseTo(standardGravity, 4);
  expect(value('gx')).toBeCloseTo(Math.PI / 2, 5);
  expect([value('mx'), value('mz')]).toEqual([25, -40]);
});

/** Start word, version 1, sequence, ms, 6 floats, sum. */
function imuPen(sequence: number, ms: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(38));
  view.setUint16(0, 0xaa55, true);
  view.setUint16(2, 1, true);
  view.setUint32(4, sequence, true);
  view.setUint32(8, ms, true);
  [0, 0, 1, 180, 0, -90].forEach((number, at) => view.setFloat32(12 + 4 * at, number, true));
  const packet = new Uint8Array(view.buffer);
  view.setUint16(
    36,
    packet.subarray(0, 36).reduce((sum, byte) => sum + byte, 0),
    true,
  );
  return packet;
}

test('IMUpen: start word, additive checksum, cut anywhere; damage costs its record alone', () => {
  const damaged = imuPen(3, 30);
  damaged[20]! ^= 1;
  const stream = join(bytes('00 55 aa 01'), imuPen(1, 10), imuPen(2, 20), damaged, imuPen(4, 40));
  const pieces = Array.from({ length: Math.ceil(stream.length / 7) }, (_, at) =>
    stream.subarray(7 * at, 7 * at + 7),
  );
  const { value, samples, decoder } = read('imupen', ...pieces);
  expect(samples.map(({ timeMs }) => timeMs)).toEqual([10, 20, 40]);
  expect(value('az')).toBeCloseTo(standardGravity, 4);
  expect(value('gx')).toBeCloseTo(Math.PI, 5);
  expect(decoder.statistics).toMatchObject({ badFrames: 1, lostFrames: 1 });
});

test('airwriting glove: `<BHI6f9fBBB`, XOR without the header, 0x55 at the end', () => {
  const view = new DataView(new ArrayBuffer(70));
  view.setUint8(0, 0xaa);
  view.setUint16(1, 7, true);
  view.setUint32(3, 1000, true);
  const floats = [1, 2, 3, 9, 9, 9, 4, 5, 6, 0.1, 0.2, 0.3, 20, 0, -40];
  floats.forEach((number, at) => view.setFloat32(7 + 4 * at, number, true));
  view.setUint8(67, 1);
  const packet = new Uint8Array(view.buffer);
  packet[68] = packet.subarray(1, 68).reduce((sum, byte) => sum ^ byte, 0);
  packet[69] = 0x55;
  const { value, samples } = read('airwriting-glove', packet);
  expect(samples).toHaveLength(1);
  expect([value('rx'), value('ax'), value('az'), value('mz'), value('force')]).toEqual([
    1, 4, 6, -40, 1,
  ]);
  expect(value('gz')).toBeCloseTo(0.3, 5);
  packet[69] = 0x54;
  expect(read('airwriting-glove', packet).samples).toHaveLength(0);
});

test('airpen: boot text, then m/s² beside °/s', () => {
  const boot = 'ets Jun  8 2016 00:22:57\r\nrst:0x1 (POWERON_RESET),boot:0x13\r\n';
  const { value, samples } = read('airpen', ascii(`${boot}0.1,0.2,9.8,180,0,-90\r\n`));
  expect(samples).toHaveLength(1);
  expect(value('az')).toBeCloseTo(9.8, 5);
  expect(value('gx')).toBeCloseTo(Math.PI, 5);
  expect(value('gz')).toBeCloseTo(-Math.PI / 2, 5);
});

test('smart_pen_v2: JSON by its keys, put together from notifications of 20 bytes', () => {
  const object = ascii(
    '{"device_id":"pen-1","timestamp":1234,"gyro_x":0.5,"gyro_y":0,"gyro_z":0,"accel_x":0,"accel_y":0,"accel_z":9.81}',
  );
  const pieces = Array.from({ length: Math.ceil(object.length / 20) }, (_, at) =>
    object.subarray(20 * at, 20 * at + 20),
  );
  const chunks = Array.from({ length: 17 }, () => pieces).flat();
  const { value, samples, decoder, information } = read('smart-pen-v2', ascii('{}'), ...chunks);
  expect(samples).toHaveLength(17);
  expect(information.at(-1)!.channels).toEqual(['ax', 'ay', 'az', 'gx', 'gy', 'gz']);
  expect(value('az')).toBeCloseTo(9.81, 4);
  expect(value('gx')).toBeCloseTo(0.5, 5);
  expect(decoder.statistics.badFrames).toBe(0);
});

test('SmartPen: status lines among the data', () => {
  const rows = Array.from({ length: 20 }, () => '0.1,0.2,9.8,0.1,0,0\n').join('');
  const { samples, decoder } = read(
    'smart-pen',
    ascii('>>>READY\n>>>STARTED\n'),
    ascii(rows),
    ascii('>>>STOPPED\n>>>STARTED\n'),
    ascii(rows),
  );
  expect(samples).toHaveLength(40);
  expect(decoder.statistics.badFrames).toBe(0);
});

test('ESP32 examples: a row in each notification, without a line end', () => {
  const rows = Array.from({ length: 20 }, () => ascii('0.01,0.02,1.00,1'));
  const { samples, value } = read('esp32-example', ascii('hello'), ...rows);
  expect(samples).toHaveLength(20);
  expect(value('az')).toBeCloseTo(standardGravity, 3);
});

test('rows without line ends are found out where no profile says so', () => {
  const rows = Array.from({ length: 40 }, () => ascii('0.01,0.02,1.00'));
  const { samples, value } = read('nordic-uart', ...rows);
  expect(samples.length).toBeGreaterThan(25);
  expect(value('az')).toBeCloseTo(standardGravity, 3);
});

test('CL837: 4096 counts a g', () => {
  expect(read('cl837', bytes('0000 0010 00f0')).value('ay')).toBeCloseTo(standardGravity, 4);
});
