import { app, session, type Session, type WebFrameMain } from 'electron';

/**
 * Deny by default: no permission, no navigation, no further window, no embedded page, no network.
 * @param pageUrl the only page there is
 */
export function guardEverything(pageUrl: string): void {
  guardSession(session.defaultSession, new URL(pageUrl).origin);
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    // The content security policy does not reach peer connections: without a proxy they get no socket.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  });
}

function guardSession(guarded: Session, origin: string): void {
  guarded.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  guarded.setPermissionCheckHandler(() => false);
  guarded.setDevicePermissionHandler(() => false);
  // The session fetches a dictionary in the main process, where no handler sees it, unless it is sent
  // to a place where there is none before the checker is switched off.
  guarded.setSpellCheckerDictionaryDownloadURL('file:///nowhere/');
  guarded.setSpellCheckerEnabled(false);
  guarded.webRequest.onBeforeRequest((details, decide) => {
    decide({ cancel: !allowed(details.url, origin) });
  });
  guarded.on('will-download', (event) => event.preventDefault());
}

/** Schemes that never leave this computer: our page, the files behind it, the developer tools. */
function allowed(url: string, origin: string): boolean {
  if (url.startsWith(`${origin}/`)) return true;
  const { protocol, host } = new URL(url);
  if (protocol === 'ws:') return host === new URL(origin).host; // the development server
  return ['devtools:', 'file:', 'quillwave:'].includes(protocol);
}

/** Whether a message comes from the top frame of our window while it shows our page. */
export function isOwnFrame(
  frame: WebFrameMain | null,
  window: { readonly webContents: { readonly mainFrame: WebFrameMain } } | undefined,
  pageUrl: string,
): boolean {
  if (frame === null || window === undefined || frame !== window.webContents.mainFrame) {
    return false;
  }
  const here = new URL(frame.url);
  const own = new URL(pageUrl);
  return here.protocol === own.protocol && here.host === own.host && here.pathname === own.pathname;
}
