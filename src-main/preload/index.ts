import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import { eventChannels, requestChannels, type Bridge } from '../contract/ipc.ts';

/** Builds the bridge from the channel tables, so that it can hold nothing that they do not name. */
const requests = Object.fromEntries(
  Object.entries(requestChannels).map(([name, channel]) => [
    name,
    (payload: unknown) => ipcRenderer.invoke(channel, payload),
  ]),
);

const events = Object.fromEntries(
  Object.entries(eventChannels).map(([name, channel]) => [
    name,
    (listener: (payload: unknown) => void) => {
      const forward = (_event: IpcRendererEvent, payload: unknown): void => listener(payload);
      ipcRenderer.on(channel, forward);
      return () => void ipcRenderer.off(channel, forward);
    },
  ]),
);

/** The page itself is not told where a file lies that is dropped onto it. */
const pathOf: Bridge['pathOf'] = (file) => {
  try {
    return webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]);
  } catch {
    return '';
  }
};

contextBridge.exposeInMainWorld('quillwave', { requests, events, pathOf } satisfies Record<
  keyof Bridge,
  object
>);
