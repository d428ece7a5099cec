import { expect, test } from 'vitest';
import { electronArguments, installLine, missingDisplay, parseMissing } from './requirements.ts';

const listing = `
	linux-vdso.so.1 (0x00007ffc)
	libnss3.so => not found
	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)
	libgtk-3.so.0 => not found
`;

test('reads the missing libraries from what ldd prints', () => {
  expect(parseMissing(listing)).toEqual(['libnss3.so', 'libgtk-3.so.0']);
});

test('names the packages of the distribution at hand, each once', async () => {
  const libraries = ['libnss3.so', 'libsmime3.so', 'libgtk-3.so.0'];
  expect(await installLine(libraries, 'ID=debian\nVERSION_ID="12"\n', true)).toBe(
    'apt-get update && apt-get install -y --no-install-recommends libgtk-3-0 libnss3 fonts-dejavu-core',
  );
  expect(await installLine(libraries, 'ID=debian\nVERSION_ID="13"\n', false)).toBe(
    'sudo apt-get update && sudo apt-get install -y --no-install-recommends libgtk-3-0t64 libnss3 fonts-dejavu-core',
  );
  expect(await installLine(['libnew.so.9'], 'ID=debian\nVERSION_ID="12"', true)).toContain(
    'libnew.so.9',
  );
});

test('a display is asked for only where windows need one', () => {
  expect(missingDisplay({}, 'linux')?.reason).toContain('no display');
  expect(missingDisplay({ DISPLAY: ':0' }, 'linux')).toBeUndefined();
  expect(missingDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBeUndefined();
  expect(missingDisplay({}, 'win32')).toBeUndefined();
});

test.runIf(process.platform === 'linux')('the sandbox is given up for root only, and said', () => {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  expect(electronArguments({ root: false, log })).toEqual([]);
  expect(lines).toEqual([]);
  expect(electronArguments({ root: true, log })).toEqual(['--no-sandbox']);
  expect(lines[0]).toContain('--no-sandbox');
});
