import type { StartOptions } from '../options/start-options.ts';
import { UserError, type Alert } from '../../contract/alerts.ts';
import type { Settings } from '../../contract/settings.ts';
import { requireCalibration } from '../../data/formats/calibration-file.ts';
import { homeFolders } from '../../data/home.ts';
import { recoverSessions } from '../../data/sessions/session-recovery.ts';
import { dictionaryLanguages } from '../../library/languages.ts';
import { LiveSession } from '../../live/live-session.ts';
import { defaultModel } from '../../library/places.ts';
import { liveWriterOf } from '../../live/live-writer.ts';
import { standardParts } from '../../live/standard-parts.ts';
import { BluetoothRadio } from '../../pen/ble/bluetooth-radio.ts';
import { SettingsStore } from '../../settings/settings-store.ts';
import { nodeCompute } from '../options/compute.ts';
import { jsonView, terminalView, type HeadlessView } from '../print/headless-view.ts';
import { recognizerOptions } from '../options/language-options.ts';
import { PresenceWatch } from '../presence-watch.ts';
import { onStop } from '../stopping.ts';
import { chosenModel, writerOf } from '../options/writer-option.ts';

type End = 'pen' | 'time' | 'user';

/**
 * The live session in the terminal: text grows on a line, with connection state, samples a second
 * and losses. Ends when a finite pen has ended, after `seconds`, or on Ctrl+C; what was begun is
 * read first. Model, baud rate and pause are those of the user's settings where no option says
 * otherwise.
 * @throws UserError also when the time was over and no pen had been there
 */
export async function runHeadless(options: StartOptions): Promise<void> {
  const home = homeFolders();
  const settings = await new SettingsStore(home.settingsFile, tell).load();
  await recover(home);
  const view = options.json === true ? jsonView() : terminalView();
  const radio = new BluetoothRadio();
  const session = new LiveSession(await partsFor(options, settings, radio), {
    pauseMs: settings.pauseMs,
    ...(options.calibration !== undefined && {
      calibration: await requireCalibration(options.calibration),
    }),
  });
  const ending = new Ending(session);
  try {
    watch(session, view);
    const failures = standingFailures(session);
    const presence = new PresenceWatch(session);
    const writer = await writerOf(options);
    if (writer) session.useWriter(liveWriterOf(writer));
    await session.selectModel(await chosenModel(options, settings.model || defaultModel));
    if (options.seconds !== undefined) ending.after(options.seconds);
    await session.connect(options.pen ?? { kind: 'simulated' }, {
      record: options.record === true,
    });
    const end = await ending.reached;
    // Counters go with the pen; the text begun last, and its latency, come with its end.
    const { statistics } = session.status;
    const missing = end === 'time' ? presence.missing() : undefined;
    await session.disconnect();
    const recording = await session.stopRecording();
    view.close({ ...session.status, statistics }, recording);
    if (missing) throw missing;
    // Noise alone, a wrong speed for example, has read nothing: no success either.
    if (statistics.bytes >= tellingBytes && statistics.samples === 0) throw nothingUnderstood();
    // What ended early, or was not recorded to its end, is no success.
    if (failures.size > 0) process.exitCode = 1;
  } finally {
    await session.dispose();
    await radio.close();
    ending.dispose();
  }
}

/** Whoever stopped after a few bytes, half a frame maybe, learns nothing from them. */
const tellingBytes = 2000;

function nothingUnderstood(): UserError {
  return new UserError(
    'pen-unreadable',
    'The pen sent bytes, and nothing of them could be understood.',
    'Check --baud and --profile, or record with --record and see docs/use/unknown-pens.md.',
  );
}

async function partsFor(
  options: StartOptions,
  { baudRate, dictionary, backend }: Settings,
  radio: BluetoothRadio,
) {
  const { pen, writer } = options;
  // Without a writer the settings say which language is read.
  const chosen = writer === undefined && { language: dictionaryLanguages[dictionary] };
  const known = await recognizerOptions({ ...chosen, ...options });
  const { lexicon, languageNames = [], ownWords = [] } = known;
  return standardParts({
    // A profile knows its pen's speed better than the settings do.
    ...(pen?.kind === 'serial' && pen.profile !== undefined ? {} : { baudRate }),
    languages: () => languageNames,
    ownWords: () => ownWords,
    ...(lexicon && { lexicon }),
    radio,
    compute: nodeCompute(),
    backend: () => options.backend ?? (backend || undefined),
  });
}

/** Puts in order what a killed process left behind, and says so. */
async function recover(home: ReturnType<typeof homeFolders>): Promise<void> {
  for (const { name, error } of await recoverSessions(home)) {
    process.stderr.write(
      error === undefined
        ? `The recording ${name}, cut short by a crash, has been put in order.\n`
        : `! The recording ${name} could not be put in order: ${error.message}\n  → ${error.remedy}\n`,
    );
  }
}

function tell({ message, remedy }: Alert): void {
  process.stderr.write(`! ${message}\n  → ${remedy}\n`);
}

function watch(session: LiveSession, view: HeadlessView): void {
  session.on('status', (status) => view.status(status));
  session.on('segment', (segment) => view.segment(segment));
  session.on('alert', (alert) => view.alert(alert));
  session.on('alert-cleared', (code) => view.alertCleared(code));
}

/** Codes of the errors that were told and not taken back. */
function standingFailures(session: LiveSession): ReadonlySet<string> {
  const codes = new Set<string>();
  session.on('alert', ({ code, severity }) => severity === 'error' && codes.add(code));
  session.on('alert-cleared', (code) => codes.delete(code));
  return codes;
}

/** When the pen has ended, the time is over, or the user wants to stop. */
class Ending {
  readonly reached: Promise<End>;
  readonly #disposers: (() => unknown)[] = [];
  #reach: (end: End) => void = () => undefined;

  constructor(session: LiveSession) {
    this.reached = new Promise((resolve) => (this.#reach = resolve));
    this.#disposers.push(
      onStop(() => this.#reach('user')),
      session.on('status', ({ presence }) => {
        if (presence === 'ended') void session.settled().then(() => this.#reach('pen'));
      }),
    );
  }

  /** Starts the clock. */
  after(seconds: number): void {
    const timer = setTimeout(() => this.#reach('time'), seconds * 1000);
    this.#disposers.push(() => clearTimeout(timer));
  }

  dispose(): void {
    for (const dispose of this.#disposers) dispose();
  }
}
