import type { Alert } from '../../contract/alerts.ts';
import type { LiveSegment, LiveStatus } from '../../contract/live.ts';
import { counted } from './counted.ts';

/** What a live session shows without a window. */
export interface HeadlessView {
  status(status: LiveStatus): void;
  segment(segment: LiveSegment): void;
  alert(alert: Alert): void;
  alertCleared(code: string): void;
  close(status: LiveStatus, recording: string | undefined): void;
}

/** JSON lines, each with a `type`, for programs. */
export function jsonView(write = (line: string) => void process.stdout.write(line)): HeadlessView {
  let lastStatusMs = 0;
  const send = (type: string, payload: object) =>
    write(`${JSON.stringify({ type, ...payload })}\n`);
  return {
    status: (status) => {
      // Once a second is enough for a program that wants to know whether the pen is heard.
      if (performance.now() - lastStatusMs < 1000) return;
      lastStatusMs = performance.now();
      send('status', status);
    },
    segment: (segment) => send('segment', segmentAsJson(segment)),
    alert: (alert) => send('alert', alert),
    alertCleared: (code) => send('alert-cleared', { code }),
    close: (status, recording) => send('end', { ...status, recording }),
  };
}

function segmentAsJson({ id, startMs, endMs, committed, recognition, cut }: LiveSegment) {
  return {
    id,
    start_ms: Math.round(startMs),
    end_ms: Math.round(endMs),
    committed,
    ...(cut === true && { cut }),
    text: recognition.text,
    confidence: recognition.confidence,
    words: recognition.words.map(
      ({ text, startMs: from, endMs: to, confidence, alternatives, cut: isCut }) => ({
        text,
        start_ms: Math.round(from),
        end_ms: Math.round(to),
        confidence,
        ...(isCut === true && { cut: isCut }),
        alternatives,
      }),
    ),
  };
}

interface TerminalStreams {
  readonly out: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  readonly log: { write(text: string): unknown };
}

/**
 * For people: on a terminal one line that is rewritten in place, else each piece of text on a line
 * of its own and the state now and then on standard error.
 */
export function terminalView(
  { out, log }: TerminalStreams = { out: process.stdout, log: process.stderr },
): HeadlessView {
  const live = out.isTTY === true;
  let text = '';
  let partial = '';
  let latest: LiveStatus | undefined;
  let lastLogged = '';
  let lastLoggedMs = -Infinity;
  const told = new Set<string>();

  function redraw(): void {
    if (!live || latest === undefined) return;
    const head = `${stateLine(latest)} │ `;
    const room = Math.max(10, (out.columns ?? 80) - head.length - 1);
    const shown = `${text}${partial}`;
    out.write(`\r\u001b[K${head}${shown.length > room ? `…${shown.slice(1 - room)}` : shown}`);
  }

  function logState(status: LiveStatus): void {
    const line = stateLine(status);
    const due = performance.now() - lastLoggedMs > 5000;
    // A change of presence is told at once, figures every five seconds.
    if (!due && lastLogged.split('·')[0] === line.split('·')[0]) return;
    lastLogged = line;
    lastLoggedMs = performance.now();
    log.write(`${line}\n`);
  }

  /** What the figures do not show is said once. */
  function tellOnce({ pen, engine, engineReason }: LiveStatus): void {
    const lines = [
      ...(pen.guess === undefined ? [] : [`Assumed of the pen: ${pen.guess}`]),
      ...(engineReason === undefined
        ? []
        : [`! Reads with ${engine}, which is slower: ${engineReason}`]),
    ];
    for (const line of lines) {
      if (told.has(line)) continue;
      told.add(line);
      log.write(`${live ? '\r\u001b[K' : ''}${line}\n`);
    }
  }

  return {
    status(status) {
      latest = status;
      tellOnce(status);
      if (live) redraw();
      else if (status.presence !== 'closed') logState(status);
    },
    segment({ recognition, committed }) {
      partial = committed ? '' : recognition.text;
      if (committed && recognition.text !== '') {
        text += `${recognition.text} `;
        if (!live) out.write(`${recognition.text}\n`);
      }
      redraw();
    },
    alert(alert) {
      if (live) out.write('\r\u001b[K');
      log.write(
        `${alert.severity === 'error' ? '✗' : '!'} ${alert.message}\n  → ${alert.remedy}\n`,
      );
      redraw();
    },
    alertCleared: () => undefined,
    close(status, recording) {
      if (live) out.write(`\r\u001b[K${text}\n`);
      const latency = status.latencyMs;
      log.write(
        `${counted(status.statistics.samples, 'sample')}, ${losses(status)}` +
          (latency === undefined ? '' : `, text ${latency.median.toFixed(1)} ms after the pause`) +
          (recording === undefined ? '' : `, recorded as ${recording}`) +
          '\n',
      );
    },
  };
}

const presenceWords: Record<LiveStatus['presence'], string> = {
  absent: 'no pen',
  connecting: 'connecting',
  connected: 'connected',
  ended: 'ended',
  closed: 'closed',
};

function stateLine(status: LiveStatus): string {
  const name = status.pen.name ?? status.address?.kind ?? 'pen';
  const rate = Math.round(status.samplesPerSecond);
  return `${name} ${presenceWords[status.presence]} · ${rate} samples/s · ${losses(status)}`;
}

function losses({ statistics, faults }: LiveStatus): string {
  const { lostFrames, badFrames, droppedBytes } = statistics;
  const frames =
    lostFrames + badFrames === 0 ? [] : [`${lostFrames} lost, ${badFrames} bad frames`];
  // This computer was too slow: not the line's fault, so it is told apart.
  const bytes = droppedBytes === 0 ? [] : [`${droppedBytes} bytes dropped`];
  return [...frames, ...bytes, ...faultWords(faults)].join(', ') || 'no losses';
}

function faultWords(faults: LiveStatus['faults']): string[] {
  if (faults === undefined) return [];
  const { frozen, gaps, missingSeconds, rateChanges } = faults;
  return [
    ...(gaps === 0 ? [] : [`${counted(gaps, 'gap')} of ${missingSeconds.toFixed(1)} s in all`]),
    ...(frozen === 0 ? [] : [`frozen ${counted(frozen, 'time')}`]),
    ...(rateChanges === 0 ? [] : [`rate changed ${counted(rateChanges, 'time')}`]),
  ];
}
