import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
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

contextBridge.exposeInMainWorld('quillwave', { requests, events } satisfies Record<
  keyof Bridge,
  object
>);
