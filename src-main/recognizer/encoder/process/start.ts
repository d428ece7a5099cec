import { startNodeProcess } from '../../../compute/node-process.ts';
import type { StartProcess } from '../../../compute/process-port.ts';

let start: StartProcess = () => startNodeProcess(new URL('./node-entry.ts', import.meta.url));

/** A place that runs networks: a process of plain Node, or what `startEncodersBy` says. */
export const startEncoderProcess: StartProcess = (place) => start(place);

/** Inside Electron there is no Node that could be forked: whoever starts the program says how it is done. */
export function startEncodersBy(other: StartProcess): void {
  start = other;
}
