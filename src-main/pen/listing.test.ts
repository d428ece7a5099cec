import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describePort, listSerialPens } from './listing.ts';
import { parsePenProfile } from './profiles.ts';
import type { SerialBinding, SerialPortInformation } from './serial-binding.ts';

function bindingWith(ports: SerialPortInformation[] | Error): SerialBinding {
  return {
    list: () => (ports instanceof Error ? Promise.reject(ports) : Promise.resolve([...ports])),
    open: () => Promise.reject(new Error('not opened here')),
  };
}

test('boards of sensor pens first, built-in ports last but for Bluetooth’s own', async () => {
  const pens = await listSerialPens({
    platform: 'darwin',
    binding: bindingWith([
      { path: '/dev/ttyS0' },
      { path: '/dev/tty.Bluetooth-Incoming-Port' },
      { path: '/dev/ttyUSB10', vendorId: '1a86', productId: '7523', manufacturer: '1a86' },
      { path: '/dev/ttyUSB9', vendorId: '1A86', productId: '7523', manufacturer: '1a86' },
      { path: '/dev/ttyACM1', vendorId: 'abcd', productId: '0001', manufacturer: 'Some_Maker' },
      { path: '/dev/ttyACM2' },
      {
        path: '/dev/ttyACM0',
        vendorId: '2341',
        productId: '805a',
        manufacturer: 'Arduino',
        serialNumber: '84F7',
      },
    ]),
  });
  expect(pens.map(({ address }) => (address.kind === 'serial' ? address.path : ''))).toEqual([
    '/dev/ttyACM0',
    '/dev/ttyUSB9',
    '/dev/ttyUSB10',
    '/dev/ttyACM1',
    '/dev/ttyACM2',
    '/dev/ttyS0',
    '/dev/tty.Bluetooth-Incoming-Port',
  ]);
  expect(pens[0]).toMatchObject({
    title: 'Arduino Nano 33 BLE',
    detail: '/dev/ttyACM0 · Arduino · serial number 84F7',
  });
  expect(pens[3]!.title).toBe('Some Maker');
  for (const { rank } of pens) {
    expect(rank).toBeGreaterThanOrEqual(0);
    expect(rank).toBeLessThanOrEqual(1);
  }
});

test('names alone: macOS and Windows', () => {
  expect(describePort({ path: '/dev/tty.usbmodem14101' }).title).toBe('USB serial port');
  expect(describePort({ path: 'COM7' })).toMatchObject({ title: 'Serial port', rank: 0.3 });
  const incoming = String.raw`BTHENUM\{00001101-0000-1000-8000-00805F9B34FB}_LOCALMFG&0000\7&1&0&000000000000_00000000`;
  expect(describePort({ path: 'COM4', pnpId: incoming }).rank).toBeLessThan(0.05);
});

test('without udev, device names are looked at', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quillwave-dev-'));
  for (const name of ['ttyACM0', 'ttyS0', 'ttyUSB3', 'null'])
    await writeFile(join(folder, name), '');
  const pens = await listSerialPens({
    binding: bindingWith(new Error('udevadm is missing')),
    deviceFolder: folder,
    platform: 'linux',
  });
  expect(pens.map(({ detail }) => detail)).toEqual([`${folder}/ttyACM0`, `${folder}/ttyUSB3`]);
  await rm(folder, { recursive: true });
});

test('asks the real system without failing', async () => {
  expect(Array.isArray(await listSerialPens())).toBe(true);
});

test('a port chooses the profile with its USB identifiers, if exactly one has them', () => {
  const profile = (id: string, usb: object) =>
    parsePenProfile(
      JSON.stringify({
        ...{ id, title: `Pen ${id}`, transport: 'serial', framing: 'text', baudRate: 9600 },
        usb: [usb],
      }),
    );
  const port = { path: '/dev/ttyACM0', vendorId: 'ABCD', productId: '0001' };
  const exact = profile('exact', { vendorId: 'abcd', productId: '0001' });
  const other = profile('other', { vendorId: 'abcd', productId: '0002' });
  expect(describePort(port, [other, exact])).toMatchObject({
    address: { kind: 'serial', path: '/dev/ttyACM0', profile: 'exact', baudRate: 9600 },
    title: 'Pen exact',
    rank: 1,
  });
  const second = profile('second', { vendorId: 'abcd' });
  expect(describePort(port, [exact, second]).address).toEqual({ kind: 'serial', path: port.path });
});
