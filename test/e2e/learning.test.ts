import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createWriter } from '../../src-main/data/writers/writers.ts';
import { recordSessions } from '../../src-main/learning/kinds/recordings/tiny-recordings.testing.ts';
import { saveModel } from '../../src-main/recognizer/model/package.ts';
import { parseNetwork } from '../../src-main/recognizer/network/description.ts';
import { initialWeights } from '../../src-main/recognizer/network/initialize.ts';
import { launching } from './support/launching.ts';
import { softwareWebgpu } from './support/quillwave.ts';

const { homeFolder, launch } = launching();

const network = parseNetwork({
  inputs: 3,
  classes: 4,
  layers: [
    { kind: 'convolution', filters: 4, kernel: 5, stride: 16, activation: 'gelu' },
    { kind: 'normalization', over: 'batch' },
    { kind: 'dropout', rate: 0.1 },
    { kind: 'separable-convolution', filters: 4, kernels: [1, 3], activation: 'relu' },
    { kind: 'linear', units: 4 },
  ],
});

/** As small as a model can be: SwiftShader is correct, and slow. */
async function tinyModel(home: string): Promise<void> {
  await saveModel(join(home, 'models', 'tiny'), {
    manifest: {
      ...{ name: 'tiny', title: 'Tiny', description: '', rateHz: 100 },
      channels: ['ax', 'ay', 'az'],
      alphabet: ['a', 'b', ' '],
      normalization: { kind: 'recording' },
      network,
    },
    weights: initialWeights(network, 5),
    card: '# Tiny\n',
  });
}

/** A writer with takes, as prompted sessions leave them. */
async function writerWithTakes(home: string): Promise<void> {
  const writers = join(home, 'writers');
  await createWriter({ writers }, { name: 'Anna', model: 'tiny' });
  const texts = ['ab', 'ba', 'aab', 'bab', 'bba', 'abba'];
  await recordSessions(join(writers, 'anna', 'sessions'), ['prompts'], texts);
}

test(
  'a network learns in a hidden window, on the WebGPU of Chromium, as plain JavaScript does; an adaptation outlives the window',
  { timeout: 400_000 },
  async ({ skip }) => {
    const home = await homeFolder();
    await tinyModel(home);
    await writerWithTakes(home);
    const quillwave = await launch(home, '--model', 'tiny', ...softwareWebgpu);
    await quillwave.open('Troubleshooting');
    await quillwave.page.getByRole('button', { name: 'Try all again' }).click();
    const best = quillwave.page.locator('tr.chosen');
    await quillwave.until(async () => expect(await best.count()).toBe(2), 200_000);
    const row = quillwave.page.locator('tr', { hasText: 'TensorFlow.js on a GPU (WebGPU)' });
    const said = (await row.textContent()) ?? '';
    if (said.includes('offers no GPU')) skip(`SKIPPED: ${said}`);
    // Right to a thousandth of the reference, gradients of all weights, if not fast.
    expect(said).toMatch(/works.*not faster/u);
    const log = () => readFile(join(home, 'logs/quillwave.log'), 'utf8');
    const adapted = (where: RegExp) =>
      quillwave.until(async () => expect(await log()).toMatch(where), 90_000);
    await quillwave.page.getByLabel('Learn on').selectOption('webgpu');
    const adapt = () =>
      quillwave.page.evaluate(() => window.quillwave.requests.startAdaptation('anna'));
    await adapt();
    await adapted(/Adaptation on webgpu, /u);
    await adapt();
    const endHidden = () =>
      quillwave.app.evaluate(({ BrowserWindow }) => {
        const hidden = BrowserWindow.getAllWindows().filter((one) => !one.isVisible());
        for (const one of hidden) one.destroy();
        return hidden.length;
      });
    await quillwave.until(async () => expect(await endHidden()).toBe(1));
    await adapted(/Adaptation on webgpu, then processor \(webgpu was lost: its process was/u);
    // Neither the hidden window nor its process stays behind.
    await quillwave.until(async () => {
      const open = await quillwave.app.evaluate(
        ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
      );
      expect(open).toBe(1);
    });
    await quillwave.screenshot('learning-webgpu');
    expect(quillwave.complaints).toEqual([]);
  },
);
