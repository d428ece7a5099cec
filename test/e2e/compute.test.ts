import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { launching } from './support/launching.ts';
import { modelNotice, shippedModel } from './support/quillwave.ts';

/** A GPU in software, correct and slow, that comes with browsers. */
const softwareGpu = '/usr/lib/chromium/vk_swiftshader_icd.json';
const withGpu = shippedModel && existsSync(softwareGpu);
const gpuNotice = withGpu ? '' : ` (SKIPPED: no ${softwareGpu})`;

const { homeFolder, launch } = launching();

test.runIf(withGpu)(
  `a network on WebGPU is killed while it reads: the processor reads on, nothing is lost${gpuNotice}`,
  { timeout: 240_000 },
  async () => {
    process.env['VK_ICD_FILENAMES'] = softwareGpu;
    const quillwave = await launch(
      await homeFolder(),
      '--model',
      'pen-digits',
      '--backend',
      'onnx-webgpu',
    );
    delete process.env['VK_ICD_FILENAMES'];
    const networks = () =>
      quillwave.app.evaluate(({ app }) =>
        app
          .getAppMetrics()
          .filter(({ name }) => name === 'Quillwave network')
          .sort((one, other) => one.creationTime - other.creationTime)
          .map(({ pid }) => pid),
      );
    await quillwave.open('Troubleshooting');
    const engine = quillwave.page.locator('dt:text-is("Engine") + dd');
    await quillwave.until(
      async () => expect(await engine.textContent()).toBe('ONNX Runtime on a GPU (WebGPU)'),
      120_000,
    );
    // The oldest; later others come: what is not known of the machine is tried in the background.
    const [pid] = await networks();
    await quillwave.open('Write');
    await quillwave.until(async () => expect(await quillwave.committed()).not.toBe(''), 60_000);
    const before = await quillwave.committed();
    process.kill(pid!, 'SIGKILL');
    await quillwave.until(async () => expect(await networks()).not.toContain(pid));
    // Text goes on growing, behind what stood there.
    await quillwave.until(async () => {
      const now = await quillwave.committed();
      expect(now.length).toBeGreaterThan(before.length + 2);
      expect(now.startsWith(before)).toBe(true);
    });
    expect(await quillwave.figure('Lost')).toBe('0');
    await quillwave.open('Troubleshooting');
    await quillwave.until(async () =>
      expect(await engine.textContent()).toBe('ONNX Runtime on the processor'),
    );
    const alert = quillwave.page.locator('.alert', { hasText: 'stopped working' });
    expect(await alert.textContent()).toContain('nothing was lost');
    await quillwave.screenshot('backend-lost');
  },
);

test.runIf(shippedModel)(
  `every way to run networks is tried, and shown with what it lacks${modelNotice}`,
  { timeout: 240_000 },
  async () => {
    if (withGpu) process.env['VK_ICD_FILENAMES'] = softwareGpu;
    const quillwave = await launch(await homeFolder(), '--model', 'pen-digits');
    delete process.env['VK_ICD_FILENAMES'];
    await quillwave.open('Troubleshooting');
    const rows = quillwave.page.locator('tbody tr');
    await quillwave.until(async () => expect(await rows.count()).toBeGreaterThan(10));
    await quillwave.page.getByRole('button', { name: 'Try all again' }).click();
    const best = quillwave.page.locator('tr.chosen');
    await quillwave.until(async () => expect(await best.count()).toBe(2), 200_000);
    const cuda = quillwave.page.locator('tr', { hasText: 'ONNX Runtime on an NVIDIA GPU' });
    expect(await cuda.textContent()).toMatch(/not here/u);
    const webgpu = quillwave.page.locator('tr', { hasText: 'ONNX Runtime on a GPU (WebGPU)' });
    // It is right there, to a thousandth of the reference, if not fast.
    if (withGpu) expect(await webgpu.textContent()).toMatch(/works.*not faster/u);
    await quillwave.screenshot('compute');
    expect(quillwave.complaints).toEqual([]);
  },
);
