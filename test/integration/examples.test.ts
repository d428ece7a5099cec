import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../src-main/data/testing.ts';
import { root, tsx } from './headless-program.ts';

const digits = join(root, 'test/fixtures/simulated-digits.ndjson.gz');
const folder = await temporaryFolder();

/** Standard output of an example, as lines. */
async function run(name: string, ...given: string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [tsx, `examples/${name}.ts`, ...given],
    { cwd: root, env: { ...process.env, QUILLWAVE_HOME: folder } },
  );
  return stdout.trim().split('\n');
}

/** What an example does, by the name of its file: a new file without a test is noticed. */
const runs: Readonly<Record<string, () => Promise<void>>> = {
  'read-a-file': async () => {
    const lines = await run('read-a-file', digits, 'pen-digits');
    expect(lines.length).toBeGreaterThan(5);
    const right = lines.filter((line) => /^(\d+) .*written: \1\)$/u.test(line));
    expect(right.length).toBeGreaterThan(lines.length / 2);
  },
  'read-a-pen': async () => {
    const file = join(folder, 'digits.ndjson');
    await run('make-a-recording', '2026', file);
    const lines = await run('read-a-pen', `replay:${file}`, 'pen-digits');
    expect(lines.join('')).toMatch(/^\d+$/u);
  },
  'make-a-recording': async () => {
    const file = join(folder, 'hello.ndjson');
    const [said] = await run('make-a-recording', 'hello', file);
    expect(said).toMatch(/hello\.ndjson: \d{3} samples of “hello”/u);
    expect(await run('read-a-file', file)).toEqual([expect.stringContaining('written: hello')]);
  },
  'decode-bytes': async () => {
    // 1000 mg up, 500 mN on the tip; then a second record after a stray byte.
    const record = (counter: string) => `aa55${counter}00000000e803f401`;
    const hex = `${record('00')}ff${record('01')}`;
    const lines = await run('decode-bytes', 'examples/my-pen.json', hex);
    expect(lines[0]).toBe('ax 0.000  ay 0.000  az 9.807  force 0.500');
    expect(lines.at(-1)).toBe('2 samples, 1 bad frames, 1 bytes passed over');
  },
};

test.each(readdirSync(join(root, 'examples')).filter((name) => name.endsWith('.ts')))(
  'examples/%s',
  { timeout: 120_000 },
  async (name) => {
    await runs[name.replace('.ts', '')]!();
  },
);
