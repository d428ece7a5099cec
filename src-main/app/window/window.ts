import { BrowserWindow, Menu, nativeTheme, screen } from 'electron';
import { contextMenu } from './context-menu.ts';
import { writeFileAtomic } from '../../data/files/atomic-file.ts';
import { readPlacement } from './placement.ts';
import { pagePreferences } from './page-preferences.ts';

export interface MainWindowOptions {
  /** Where the window's place is remembered. */
  readonly placementFile: string;
  readonly pageUrl: string;
  /** What the user has chosen, so that the first frame has the right colour. */
  readonly dark: boolean | undefined;
  readonly onError: (context: string, error: unknown) => void;
  /** Of the note; fields have an undo of their own. */
  readonly undo: () => void;
  readonly redo: () => void;
  /** The title of a menu's entry in the language of the window. */
  readonly title: (text: string) => string;
}

const reloadLimit = { count: 3, withinMs: 60_000 } as const;

/** Creates the window; it is shown when its first picture is ready. */
export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const areas = screen.getAllDisplays().map((display) => display.workArea);
  const { maximized, ...bounds } = readPlacement(options.placementFile, areas);
  const window = new BrowserWindow({
    ...bounds,
    show: false,
    title: 'Quillwave',
    // Everything stays within reach down to this size (test/e2e/layout.test.ts).
    minWidth: 640,
    minHeight: 480,
    backgroundColor: (options.dark ?? nativeTheme.shouldUseDarkColors) ? '#14171b' : '#f6f2ea',
    autoHideMenuBar: true,
    webPreferences: pagePreferences('index.cjs'),
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  rememberPlacement(window, options);
  reloadAfterCrash(window, options);
  offerContextMenu(window, options);
  void window.loadURL(options.pageUrl).catch((error: unknown) => {
    options.onError('The page could not be loaded', error);
  });
  return window;
}

function rememberPlacement(window: BrowserWindow, options: MainWindowOptions): void {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (window.isDestroyed()) return;
      const placement = { ...window.getNormalBounds(), maximized: window.isMaximized() };
      writeFileAtomic(options.placementFile, JSON.stringify(placement)).catch((error: unknown) =>
        options.onError('The place of the window could not be remembered', error),
      );
    }, 400);
  };
  window.on('resize', save);
  window.on('move', save);
  window.on('maximize', save);
  window.on('unmaximize', save);
}

/** The text lives in the main process, so a reloaded page shows it again. */
function reloadAfterCrash(window: BrowserWindow, options: MainWindowOptions): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return;
    options.onError('The window crashed', new Error(`${details.reason} (${details.exitCode})`));
    const now = Date.now();
    crashes = [...crashes, now].filter((at) => now - at < reloadLimit.withinMs);
    if (crashes.length <= reloadLimit.count) window.webContents.reload();
  });
  window.webContents.on('console-message', (...given: unknown[]) => {
    // The arguments changed between the Electron versions that this runs on.
    const [event, level, message] = given as [
      { level?: unknown; message?: string },
      unknown,
      string,
    ];
    const severity = event.level ?? level;
    if (severity === 'error' || severity === 3) {
      options.onError('In the window', new Error(event.message ?? message));
    }
  });
}

/** Electron has none by itself: cut, copy, paste where something can be edited or is selected. */
function offerContextMenu(window: BrowserWindow, options: MainWindowOptions): void {
  window.webContents.on('context-menu', (_event, params) => {
    const entries = contextMenu(params, options);
    if (entries.length > 0) Menu.buildFromTemplate(entries).popup({ window });
  });
}
