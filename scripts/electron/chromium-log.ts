import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** `[pid:time:LEVEL:file.cc(line)]`, with the thread between in some versions. */
const logLine = /^\[[\d:]*\d{4}\/\d{6}\.\d+:(?:INFO|WARNING|ERROR|VERBOSE\d*):/u;

/**
 * Passes on what Electron says, line by line, without Chromium's own log: missing buses and drivers that
 * nobody can do anything about. What ends the process (FATAL) is passed on.
 */
export function withoutChromiumLog(from: Readable, to: Writable): void {
  const lines = createInterface({ input: from, crlfDelay: Infinity });
  lines.on('line', (line) => {
    if (!logLine.test(line)) to.write(`${line}\n`);
  });
}
