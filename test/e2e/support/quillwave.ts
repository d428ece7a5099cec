import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  _electron,
  errors,
  type ElectronApplication,
  type Locator,
  type Page,
} from 'playwright-core';
import { expect, vi } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const screenshots = join(root, 'test-results');
const startLimitMs = 30_000;

/** The models that come with the program; without them nothing can be read. */
export const shippedModel = ['words', 'pen-digits'].every((name) =>
  existsSync(join(root, 'models', name, 'manifest.json')),
);
export const modelNotice = shippedModel ? '' : ' (SKIPPED: a shipped model is not there)';

/** A home folder of its own, so that tests meet neither each other nor the user. */
export async function temporaryHome(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'quillwave-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Arguments with which Chromium has WebGPU on SwiftShader, a GPU in software that comes with Electron. */
export const softwareWebgpu = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
];

export interface LaunchOptions {
  readonly home: string;
  /** Arguments of the program, for example `--pen simulated`. */
  readonly args?: readonly string[];
}

/** How the program is started from the working tree. */
export function commandLine({ home, args = [] }: LaunchOptions): {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
} {
  const executablePath = process.env['QUILLWAVE_E2E_ELECTRON'];
  if (executablePath === undefined) throw new Error('Run the tests with npm run test:e2e.');
  const given = JSON.parse(process.env['QUILLWAVE_E2E_ARGUMENTS'] ?? '[]') as string[];
  const env: Record<string, string> = { QUILLWAVE_HOME: home };
  for (const [name, value] of Object.entries(process.env)) {
    // Vitest's own settings must not reach the program.
    if (value !== undefined && !/^(VITEST|NODE_OPTIONS|NODE_ENV|QUILLWAVE_)/.test(name)) {
      env[name] = value;
    }
  }
  const switches = args.filter((word) => softwareWebgpu.includes(word));
  const own = args.filter((word) => !switches.includes(word));
  const graphics = switches.length > 0 ? switches : ['--disable-gpu'];
  return { executablePath, args: [...given, ...graphics, root, ...own], env };
}

/** The program in a real Electron, seen as its user sees it. */
export class Quillwave {
  private constructor(
    readonly app: ElectronApplication,
    readonly page: Page,
    /** What went wrong inside, as the page and the processes say it. */
    readonly complaints: readonly string[],
    /** From the start of the process to a window that shows its controls, ms. */
    readonly readyMs: number,
  ) {}

  /**
   * Starts the program. Playwright now and then never hears from an Electron that is well (seen about
   * once in a hundred starts on a busy machine): after the limit it is started once more, and said so.
   */
  static async launch(options: LaunchOptions): Promise<Quillwave> {
    try {
      return await Quillwave.#start(options);
    } catch (error) {
      if (!(error instanceof errors.TimeoutError)) throw error;
      console.warn(`Started once more, because the first start was not heard of: ${error.message}`);
      return Quillwave.#start(options);
    }
  }

  static async #start({ home, args = [] }: LaunchOptions): Promise<Quillwave> {
    const started = performance.now();
    const app = await _electron.launch({ ...commandLine({ home, args }), timeout: startLimitMs });
    try {
      const complaints: string[] = [];
      const page = await app.firstWindow({ timeout: startLimitMs });
      page.setDefaultTimeout(startLimitMs);
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await page.getByTestId('headline').waitFor();
      // Until pen and model are opened there is nothing to test.
      await page.waitForFunction(
        () => document.querySelector('[data-testid=headline]')?.textContent !== 'Starting …',
      );
      return new Quillwave(app, page, complaints, performance.now() - started);
    } catch (error) {
      app.process().kill('SIGKILL');
      throw error;
    }
  }

  get headline(): Locator {
    return this.page.getByTestId('headline');
  }

  /** The worst of what needs attention. */
  get alert(): Locator {
    return this.page.getByTestId('alert');
  }

  get detail(): Locator {
    return this.page.getByTestId('detail');
  }

  /** The recognised text, pieces set apart by one blank. */
  async text(): Promise<string> {
    const text = (await this.page.getByTestId('text').textContent()) ?? '';
    return text.trim().replace(/\s+/g, ' ');
  }

  /** Only what is committed. */
  async committed(): Promise<string> {
    const words = await this.page.locator('[data-testid=text] .word').allTextContents();
    return words.join(' ');
  }

  /** A figure of the strip at the bottom, for example `Samples`. */
  async figure(name: string): Promise<string> {
    const strip = this.page.locator('dl[aria-label=Figures] > div', { hasText: name });
    return (await strip.locator('dd').textContent())?.trim() ?? '';
  }

  /** Goes to a page by its tab. */
  async open(page: string): Promise<void> {
    const tabs = this.page.getByRole('navigation');
    await tabs.getByRole('button', { name: page, exact: true }).click();
  }

  async waitForSamples(): Promise<void> {
    await this.until(async () => {
      expect(Number.parseInt(await this.figure('Samples'), 10)).toBeGreaterThan(20);
    });
  }

  /** Tries again until `check` no longer throws. */
  until(check: () => Promise<void>, timeout = 30_000): Promise<void> {
    return vi.waitFor(check, { timeout, interval: 100 });
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
  }

  /** Ends the program as its user does. */
  close(): Promise<void> {
    return this.app.close();
  }

  /** Ends the main process as a crash does; the rest must find out by itself. */
  async kill(): Promise<void> {
    const child = this.app.process();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}
