import { app, dialog, ipcMain } from 'electron';
import { join } from 'node:path';
import { homeFolders } from '../data/home.ts';
import { defaultModel } from '../library/places.ts';
import { removeLeftovers } from '../data/leftovers.ts';
import { closeHome, keepFilesPrivate } from '../data/private-home.ts';
import { Application } from './application.ts';
import { openedFile, parseArguments, type AppArguments } from './arguments.ts';
import { toFailure } from './failure.ts';
import { requestHandlers } from './handlers.ts';
import { setApplicationMenu } from './menu.ts';
import { answerRequests } from './requests.ts';
import { StartRecord } from './start-record.ts';
import { guardEverything, isOwnFrame } from './window/guard.ts';
import { declarePageScheme, pageUrl, servePage } from './window/page.ts';

/** Starts the program; a second start only brings the first one's window to the front. */
export function startApp(): void {
  keepFilesPrivate();
  const home = homeFolders();
  // Also the place of the single-instance lock: one program for each home.
  app.setPath('userData', join(home.root, 'electron'));
  // Without this an ordinary start is sandboxed window by window; root cannot be sandboxed at all.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  declarePageScheme();
  const given = readArguments();
  // Sent along as data: the command line that the first program would see is put in another order.
  if (!app.requestSingleInstanceLock({ given })) {
    app.quit();
    return;
  }
  // Set by electron-vite dev only.
  const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'];
  const url = developmentUrl === undefined ? pageUrl : new URL('/', developmentUrl).href;
  const record = new StartRecord(join(home.root, 'start.json'));
  const safe = record.begin() || app.commandLine.hasSwitch('safe');
  if (safe) app.disableHardwareAcceleration();
  const application = new Application({
    ...{ home, pageUrl: url, given, defaultModel, safe },
    onUp: () => record.succeeded(),
  });

  app.on('second-instance', (_event, _argv, _folder, data) => {
    const { window } = application;
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
    void application.follow((data as { given: AppArguments }).given);
  });
  // How macOS opens a file with a program.
  app.on('open-file', (event, file) => {
    event.preventDefault();
    void app.whenReady().then(() => application.follow(openedFile(file)));
  });
  app.on('window-all-closed', () => app.quit());
  quitInOrder(application);
  process.on('uncaughtException', (error) => application.log.error('Uncaught', error));
  process.on('unhandledRejection', (error) => application.log.error('Unhandled', error));

  void app.whenReady().then(async () => {
    void closeHome(home);
    void removeLeftovers(home.root);
    guardEverything(url);
    servePage(join(import.meta.dirname, '../renderer'));
    setApplicationMenu();
    answerRequests(ipcMain, requestHandlers(application), {
      trusted: ({ senderFrame }) => isOwnFrame(senderFrame, application.window, url),
      onError: (name, error) => application.log.error(name, error),
    });
    await application.open();
  });
}

function readArguments(): AppArguments {
  try {
    return parseArguments(process.argv.slice(1));
  } catch (error) {
    const { message, remedy } = toFailure(error);
    dialog.showErrorBox(message, remedy);
    return {};
  }
}

/** Recording, pen and text are closed before the process ends. */
function quitInOrder(application: Application): void {
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void application.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
}
