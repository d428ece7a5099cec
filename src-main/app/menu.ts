import { Menu } from 'electron';

/**
 * The window has its own controls and shortcuts; only macOS, where editing keys and quitting come
 * from the menu, gets one.
 */
export function setApplicationMenu(): void {
  const menu =
    process.platform === 'darwin'
      ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }])
      : null;
  Menu.setApplicationMenu(menu);
}
