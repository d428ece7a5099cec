import { BrowserWindow, MessageChannelMain, type MessagePortMain } from 'electron';
import { pagePreferences } from '../window/page-preferences.ts';

export interface LearningWindow {
  /** To what runs there; messages wait until the page is there. */
  readonly port: MessagePortMain;
  /** At once; `onEnd` is told. */
  end(): void;
}

const open = new Set<BrowserWindow>();
/** A page that has not come by then does not come, ms. */
const loadLimitMs = 15_000;

/**
 * A window that is never shown, sandboxed like that which is: Chromium's WebGPU can be reached from windows
 * only. It sees nothing but the networks and samples that come through its port.
 *
 * @param pageUrl of the window that is shown
 * @param onEnd told once, with the way for people
 */
export function openLearningWindow(pageUrl: string, onEnd: (how: string) => void): LearningWindow {
  const window = new BrowserWindow({
    show: false,
    width: 100,
    height: 100,
    title: 'Quillwave learning',
    webPreferences: pagePreferences('learning.cjs'),
  });
  open.add(window);
  let told = false;
  const tell = (how: string): void => {
    if (!told) onEnd(how);
    told = true;
    open.delete(window);
    if (!window.isDestroyed()) window.destroy();
  };
  const { port1, port2 } = new MessageChannelMain();
  const { webContents } = window;
  webContents.once('render-process-gone', (_event, { reason }) => tell(`was lost (${reason})`));
  window.once('closed', () => tell('was closed, its GPU was lost'));
  const limit = setTimeout(() => tell('did not start'), loadLimitMs);
  void window
    .loadURL(new URL('learning.html', pageUrl).href)
    .then(() => webContents.postMessage('port', undefined, [port1]))
    .catch((error: unknown) => tell(`did not start (${String(error)})`))
    .finally(() => clearTimeout(limit));
  return { port: port2, end: () => tell('was ended') };
}

/** With the window that is shown: hidden ones alone must not keep the program running. */
export function closeLearningWindows(): void {
  for (const window of open) window.destroy();
}
