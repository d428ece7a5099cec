import { ipcRenderer } from 'electron';

/*
 * Of the hidden window that learns: hands its one port to the page, which ports cannot reach otherwise.
 * Nothing of Electron gets there.
 */
interface Page {
  readonly location: { readonly origin: string };
  postMessage(message: unknown, origin: string, ports: readonly unknown[]): void;
}

const page = globalThis as unknown as Page;
ipcRenderer.once('port', ({ ports }) => page.postMessage('port', page.location.origin, ports));
