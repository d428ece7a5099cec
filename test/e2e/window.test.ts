import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requestChannels } from '../../src-main/contract/ipc.ts';
import { Quillwave, temporaryHome } from './support/quillwave.ts';

let home: Awaited<ReturnType<typeof temporaryHome>>;
let quillwave: Quillwave;

beforeAll(async () => {
  home = await temporaryHome();
  quillwave = await Quillwave.launch({ home: home.path });
});
afterAll(async () => {
  await quillwave.close();
  await home.remove();
});

test('starts with the simulated pen, and samples flow into the plot', async () => {
  await quillwave.waitForSamples();
  console.log(`Window ready ${Math.round(quillwave.readyMs)} ms after the start of the process.`);
  const inked = (group: string) =>
    quillwave.page
      .getByTestId(`plot-${group}`)
      .locator('canvas')
      .evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let at = 3; at < data.length; at += 4) if (data[at]! > 0) count++;
        return count;
      });
  for (const group of ['acceleration', 'rotation', 'force']) {
    await quillwave.until(async () => expect(await inked(group)).toBeGreaterThan(2000));
  }
  expect(await quillwave.figure('Lost')).toBe('0');
  await quillwave.screenshot('window');
  expect(quillwave.complaints).toEqual([]);
});

test('pausing holds the picture, seconds change it', async () => {
  const { page } = quillwave;
  const picture = () =>
    page
      .getByTestId('plot-force')
      .locator('canvas')
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  await page.keyboard.press('Control+p');
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  await page.waitForTimeout(200);
  const held = await picture();
  await page.waitForTimeout(400);
  expect(await picture()).toBe(held);
  await page.getByRole('button', { name: '5 s', exact: true }).click();
  await quillwave.until(async () => expect(await picture()).not.toBe(held));
  await page.keyboard.press('Control+p');
});

test('the page is shut in: no Node, no eval, no network, no other window, no permission', async () => {
  const { page, app } = quillwave;
  const found = await page.evaluate(async () => {
    const refused = (work: () => unknown) => {
      try {
        work();
        return false;
      } catch {
        return true;
      }
    };
    // What Playwright evaluates is free to eval; what the page does later is not.
    const later = <T>(work: () => T) =>
      new Promise<T>((resolve) => setTimeout(() => resolve(work()), 0));
    return {
      node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
      bridge: Object.keys(window.quillwave),
      requests: Object.keys(window.quillwave.requests).sort(),
      // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- that it is refused is the test
      evalRefused: await later(() => refused(() => Function('return 1')())),
      htmlRefused: refused(() => (document.createElement('p').innerHTML = '<b>x</b>')),
      network: await fetch('https://example.com').then(
        () => 'reached',
        () => 'refused',
      ),
      file: await fetch('file:///etc/passwd').then(
        () => 'reached',
        () => 'refused',
      ),
      opened: window.open('https://example.com') === null,
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'given',
        () => 'refused',
      ),
      notifications: await Notification.requestPermission(),
    };
  });
  expect(found).toEqual({
    node: [],
    bridge: ['requests', 'events'],
    requests: Object.keys(requestChannels).sort(),
    evalRefused: true,
    htmlRefused: true,
    network: 'refused',
    file: 'refused',
    opened: true,
    camera: 'refused',
    notifications: 'denied',
  });
  await page.evaluate(() => (location.href = 'https://example.com/'));
  await page.waitForTimeout(300);
  expect(page.url()).toMatch(/^quillwave:/);
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
  });
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('paths that lead out of the page’s folder are not served', async () => {
  const statuses = await quillwave.app.evaluate(async ({ session }) => {
    const ask = async (url: string) => (await session.defaultSession.fetch(url)).status;
    return {
      page: await ask('quillwave://window/index.html'),
      outside: await ask('quillwave://window/..%2f..%2fpackage.json'),
      otherHost: await ask('quillwave://elsewhere/index.html'),
    };
  });
  expect(statuses).toEqual({ page: 200, outside: 404, otherHost: 404 });
});

test('payloads that the contract does not know are refused', async () => {
  const replies = await quillwave.page.evaluate(async () => {
    const ask = window.quillwave.requests as unknown as Record<
      string,
      (payload: unknown) => Promise<unknown>
    >;
    return [
      await ask['connectPen']!({ kind: 'serial', path: 7 }),
      await ask['selectModel']!('../../etc'),
      await ask['deleteRecording']!('..'),
      await ask['changeSettings']!({ theme: 'dark', home: '/' }),
    ];
  });
  for (const reply of replies) {
    expect(reply).toMatchObject({ ok: false, failure: { code: 'request-refused' } });
  }
});

test('another page with the same bridge gets nothing', async () => {
  const reply = await quillwave.app.evaluate(async ({ app, BrowserWindow }, channel) => {
    const preload = `${app.getAppPath()}/out/preload/index.cjs`;
    const stranger = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
    await stranger.loadURL('quillwave://window/index.html');
    const answer: unknown = await stranger.webContents.executeJavaScript(
      `window.quillwave.requests.${channel}()`,
    );
    stranger.destroy();
    return answer;
  }, 'openWindow');
  expect(reply).toMatchObject({ ok: false, failure: { code: 'request-refused' } });
});

test('settings are kept', async () => {
  const { page } = quillwave;
  await page.keyboard.press('Control+3');
  await page.getByLabel('Dark').check();
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  await quillwave.until(async () => {
    const kept = await readFile(join(home.path, 'settings.json'), 'utf8');
    expect(JSON.parse(kept)).toMatchObject({ theme: 'dark' });
  });
  await page.getByLabel('As the desktop').check();
  await page.keyboard.press('Control+1');
});

test('is usable at 1024 × 700 without anything hanging over', async () => {
  const { page, app } = quillwave;
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.setContentSize(1024, 700);
  });
  await quillwave.until(async () => expect(await page.evaluate(() => innerWidth)).toBe(1024));
  for (const name of ['Write', 'Recordings', 'Settings', 'Troubleshooting']) {
    await page.getByRole('button', { name, exact: true }).click();
    await page.waitForTimeout(150);
    const over = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth > innerWidth,
      high: document.documentElement.scrollHeight > innerHeight,
    }));
    expect({ name, ...over }).toEqual({ name, wide: false, high: false });
    await quillwave.screenshot(`small-${name.toLowerCase()}`);
  }
  await page.keyboard.press('Control+1');
});
