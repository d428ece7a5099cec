import { expect, test } from 'vitest';
import { classifySerialFailure, describeSerialFailure } from './serial-failure.ts';

// The words of @serialport/bindings-cpp 13 on Linux, macOS and Windows, and of its mock.
test.each([
  ['Error: No such file or directory, cannot open /dev/ttyACM0', 'absent'],
  ['Error: No such device, cannot open /dev/ttyACM0', 'absent'],
  ['Error: Device not configured, cannot open /dev/tty.usbmodem1', 'absent'],
  ['Opening COM3: File not found', 'absent'],
  ['Opening COM3: Unknown error code 31', 'absent'],
  ['Opening COM3: Unknown error code 312', 'unknown'],
  ["Port does not exist - please call MockBinding.createPort('x') first", 'absent'],
  ['Error: Permission denied, cannot open /dev/ttyACM0', 'permission'],
  ['Error: Device or resource busy, cannot open /dev/ttyACM0', 'busy'],
  ['Error Resource temporarily unavailable Cannot lock port', 'busy'],
  ['Error: Resource busy, cannot open /dev/tty.usbmodem1', 'busy'],
  ['Port is locked cannot open', 'busy'],
  ['Error: Inappropriate ioctl for device setting custom baud rate of 115200', 'unusable'],
  ['Error baud rate of 12 is not supported on your platform', 'unusable'],
  ['Error: Input/output error setting custom baud rate of 115200', 'unknown'],
])('%s: %s', (message, kind) => {
  expect(classifySerialFailure(new Error(message), 'linux')).toBe(kind);
});

test('a code counts more than words, and Windows denies access to what is in use', () => {
  const coded = Object.assign(new Error('open'), { code: 'EACCES' });
  expect(classifySerialFailure(coded)).toBe('permission');
  const denied = new Error('Opening COM3: Access denied');
  expect(classifySerialFailure(denied, 'win32')).toBe('busy');
  expect(classifySerialFailure('something', 'win32')).toBe('unknown');
});

const context = { path: '/dev/no-such-port', baudRate: 115200, wasConnected: false };

test('every failure says what to do', async () => {
  const platforms: NodeJS.Platform[] = ['linux', 'darwin', 'win32'];
  for (const platform of platforms) {
    for (const code of ['ENOENT', 'EACCES', 'EBUSY', 'ENOTTY', 'EIO']) {
      const failure = Object.assign(new Error(code), { code });
      const error = await describeSerialFailure(failure, { ...context, platform });
      expect(error.remedy.length).toBeGreaterThan(20);
      expect(error.message).toContain(context.path);
      expect(error.cause).toBe(failure);
    }
  }
});

test('permission on Linux: the group and the command', async () => {
  const failure = Object.assign(new Error(), { code: 'EACCES' });
  const described = await describeSerialFailure(failure, { ...context, platform: 'linux' });
  expect(described.code).toBe('serial-permission');
  expect(described.remedy).toContain('sudo usermod -aG dialout $USER, then log out and in again');
});

test.skipIf(process.platform !== 'linux')('permission on a device of root alone', async () => {
  const failure = Object.assign(new Error(), { code: 'EACCES' });
  const path = '/dev/null';
  const described = await describeSerialFailure(failure, { ...context, path, platform: 'linux' });
  expect(described.remedy).toContain('sudo chmod a+rw /dev/null');
});
