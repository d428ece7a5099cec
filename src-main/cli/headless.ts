import type { LiveSegment, LiveStatus } from '../contract/live.ts';
import { requireCalibration } from '../data/calibration-file.ts';
import { LiveSession } from '../live/live-session.ts';
import { defaultModel } from '../live/places.ts';
import { standardParts } from '../live/standard-parts.ts';
import { jsonView, terminalView, type HeadlessView } from './headless-view.ts';
import type { StartOptions } from './start.ts';

/**
 * The live session in the terminal: text grows on a line, with connection state, samples a second
 * and losses. Ends when a finite pen has ended, after `seconds`, or on Ctrl+C; what was begun is
 * read first.
 */
export async function runHeadless(options: StartOptions): Promise<void> {
  const view = options.json === true ? jsonView() : terminalView();
  const session = new LiveSession(
    standardParts(),
    options.calibration === undefined
      ? {}
      : { calibration: await requireCalibration(options.calibration) },
  );
  try {
    watch(session, view);
    await session.selectModel(options.model ?? defaultModel);
    if (options.record === true) await session.startRecording();
    const ended = whenEnded(session, options.seconds);
    await session.connect(options.pen ?? { kind: 'simulated' });
    await ended;
    // Counters go with the pen; the text begun last, and its latency, come with its end.
    const { statistics } = session.status;
    await session.disconnect();
    const recording = await session.stopRecording();
    view.close({ ...session.status, statistics }, recording);
  } finally {
    await session.dispose();
  }
}

function watch(session: LiveSession, view: HeadlessView): void {
  session.on('status', (status: LiveStatus) => view.status(status));
  session.on('segment', (segment: LiveSegment) => view.segment(segment));
  session.on('alert', (alert) => view.alert(alert));
  session.on('alert-cleared', (code) => view.alertCleared(code));
}

/** Resolves when the pen has ended, the time is over, or the user asks to stop. */
function whenEnded(session: LiveSession, seconds: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    session.on('status', (status) => {
      if (status.presence === 'ended') void session.settled().then(resolve);
    });
    if (seconds !== undefined) setTimeout(resolve, seconds * 1000);
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
