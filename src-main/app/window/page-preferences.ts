import { app, type WebPreferences } from 'electron';
import { join } from 'node:path';

/** What every page of the program may do: nothing but what its preload script hands it. */
export function pagePreferences(preload: `${string}.cjs`): WebPreferences {
  return {
    preload: join(import.meta.dirname, '../preload', preload),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    spellcheck: false,
    devTools: !app.isPackaged,
    // The text must not lag behind the pen, nor learning stop, while another window is in front.
    backgroundThrottling: false,
  };
}
