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
    bridge: ['requests', 'events', 'pathOf'],
    requests: Object.keys(requestChannels).sort(),
    evalRefused: true,
    htmlRefused: true,
    network: 'refused',
    file: 'refused',
    opened: true,
    camera: 'refused',
    notifications: 'denied',
  });
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

// Last: Playwright goes on waiting for the page that never comes.
test('the page cannot be left', async () => {
  const { page } = quillwave;
  await page.evaluate(() => (location.href = 'https://example.com/'));
  await page.waitForTimeout(300);
  expect(page.url()).toMatch(/^quillwave:/);
});
