/** Finding, fetching and starting Electron from the working tree. */
export { withoutChromiumLog } from './electron/chromium-log.ts';
export { virtualDisplay, type Display } from './electron/display.ts';
export {
  ensureElectron,
  locateElectron,
  type Electron,
  type EnsureOptions,
  type MissingElectron,
} from './electron/locate.ts';
export {
  electronArguments,
  missingDisplay,
  missingLibraries,
  type Obstacle,
} from './electron/requirements.ts';
