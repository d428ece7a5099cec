import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadOnnxRuntime } from '../../compute/onnx-runtime.ts';
import { openEncoder } from '../../recognizer/encoder/open-encoder.ts';
import { saveModel } from '../../recognizer/model/package.ts';
import { initialWeights } from '../../recognizer/network/initialize.ts';
import { networks } from '../../recognizer/network/presets.ts';
import { runProgram } from '../program.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-models-'));
  vi.stubEnv('QUILLWAVE_HOME', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

test('an exported model gives elsewhere what it gives here, and says how to use it', async () => {
  const network = networks.compact({ classes: 3, inputs: 2 });
  const model = await saveModel(join(folder, 'models', 'tiny'), {
    manifest: {
      name: 'tiny',
      title: 'Tiny',
      description: 'For a test.',
      rateHz: 100,
      channels: ['ax', 'force'],
      alphabet: ['0', 'ä'],
      normalization: { kind: 'recording' },
      network,
      training: {},
    },
    weights: initialWeights(network, 3),
    card: '# Tiny\n',
  });
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const file = join(folder, 'tiny.onnx');
  expect(await runProgram(['models', 'export', 'tiny', '--onnx', file])).toBe(0);
  expect(said.mock.calls.join('')).toMatch(/ONNX Runtime reads it as we do/u);

  const bytes = await readFile(file);
  expect(bytes.includes(Buffer.from('["0","ä"]'))).toBe(true);
  const values = Float32Array.from({ length: 2 * 2 * 30 }, (_, i) => Math.sin(i));
  values.fill(0, 60 + 34);
  const { InferenceSession, Tensor } = await loadOnnxRuntime();
  const session = await InferenceSession.create(bytes);
  const { logits } = await session.run({
    samples: new Tensor('float32', values, [2, 30, 2]),
    lengths: new Tensor('int32', Int32Array.of(30, 17), [2]),
  });
  const encoder = await openEncoder(model, { rungs: ['tensorflow-cpu'] });
  const windows = [values.subarray(0, 60), values.subarray(60, 60 + 34)];
  const expected = await encoder.encodeBatch(windows);
  await encoder.dispose();
  const [, frames, classes] = logits!.dims as [number, number, number];
  for (const [index, encoded] of expected.entries()) {
    const own = (logits!.data as Float32Array).subarray(index * frames * classes);
    encoded.logits.forEach((value, i) => expect(Math.abs(value - own[i]!)).toBeLessThan(1e-4));
  }
});

test('models are listed with what is wrong with them', async () => {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  expect(await runProgram(['models', 'list', '--json'])).toBe(0);
  const listed = JSON.parse(out.mock.calls.join('')) as { name: string; bytes: number }[];
  expect(listed.find(({ name }) => name === 'pen-digits')?.bytes).toBeGreaterThan(1000);
});
