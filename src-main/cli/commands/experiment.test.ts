import { expect, test, vi } from 'vitest';
import { experiments } from '../../research/registry.ts';
import { runProgram } from '../program.ts';

async function run(...args: string[]) {
  const caught = { out: '', err: '' };
  const catching = (name: 'out' | 'err') => (text: string | Uint8Array) => {
    caught[name] += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(catching('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(catching('err')),
  ];
  try {
    return { code: await runProgram(args), ...caught };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('--help lists every experiment with what it is about', async () => {
  const { out } = await run('experiment', '--help');
  for (const { name, summary } of experiments) {
    expect(out).toMatch(new RegExp(`^  ${name} +${summary.slice(0, 12)}`, 'mu'));
  }
});

test('an unknown experiment is answered with those that there are', async () => {
  const { code, err } = await run('experiment', 'alchemy');
  expect(code).toBe(1);
  expect(err).toContain('There is no experiment “alchemy”.');
  expect(err).toContain('simulator-fidelity');
});
