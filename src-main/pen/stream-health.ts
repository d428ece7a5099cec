import type { Alert } from '../contract/alerts.ts';
import type { DecoderStatistics } from './framing/statistics.ts';

export interface StreamHealthOptions {
  /** Quiet for so long although connected, ms: `pen-silent`; Infinity: never. Default 3000. */
  readonly silentMs?: number;
  /** Bytes for so long without one good frame, ms: `pen-unreadable`. Default 3000. */
  readonly unreadableMs?: number;
  /** Share of frames lost or bad, 0..1: `pen-losses`; withdrawn below half of it. Default 0.05. */
  readonly lossShare?: number;
  /** Stretch over which shares and rates are taken, ms. Default 10 000. */
  readonly lossWindowMs?: number;
  /** Fewer samples a second than these cannot be read: `pen-slow`; 0: never. Default 25. */
  readonly slowestHz?: number;
}

/** Fewer bytes than these say nothing about the form of a stream. */
const tellingBytes = 64;
/** Fewer frames than these say nothing about a share. */
const tellingFrames = 20;
/** A rate is that of a second; half of the stretch must have been seen before it is judged. */
const rateMs = 1000;

interface Snapshot {
  readonly atMs: number;
  readonly good: number;
  readonly bad: number;
  readonly lost: number;
  readonly samples: number;
  readonly untimed: number;
}

/** Judges a stream from its counters: which alerts stand now. Knows no timers and no transport. */
export class StreamHealth {
  readonly #options: Required<StreamHealthOptions>;
  #connectedMs: number | undefined;
  #bytes = 0;
  #bytesMs = 0;
  #good = 0;
  #goodMs = 0;
  #bytesAtGood = 0;
  #readable = false;
  #lossy = false;
  #snapshots: Snapshot[] = [];

  constructor(options: StreamHealthOptions = {}) {
    this.#options = {
      silentMs: options.silentMs ?? 3000,
      unreadableMs: options.unreadableMs ?? 3000,
      lossShare: options.lossShare ?? 0.05,
      lossWindowMs: options.lossWindowMs ?? 10_000,
      slowestHz: options.slowestHz ?? 25,
    };
  }

  connected(nowMs: number, statistics: DecoderStatistics): void {
    this.#connectedMs = nowMs;
    this.#bytes = statistics.bytes;
    this.#bytesMs = nowMs;
    this.#good = goodFrames(statistics);
    this.#goodMs = nowMs;
    this.#bytesAtGood = statistics.bytes;
    this.#readable = false;
    this.#lossy = false;
    this.#snapshots = [];
  }

  disconnected(): void {
    this.#connectedMs = undefined;
  }

  /**
   * @param baudRate said in the remedy when the pen is on a serial line
   * @returns the alerts that stand now, at most one of each code
   */
  judge(nowMs: number, statistics: DecoderStatistics, baudRate?: number): Alert[] {
    if (this.#connectedMs === undefined) return [];
    if (statistics.bytes !== this.#bytes) {
      // Time begins to count against the pen with its first byte after a silence.
      if (nowMs - this.#bytesMs > this.#options.silentMs) this.#restartReading(nowMs);
      this.#bytes = statistics.bytes;
      this.#bytesMs = nowMs;
    }
    const good = goodFrames(statistics);
    if (good !== this.#good) {
      this.#good = good;
      this.#goodMs = nowMs;
      this.#bytesAtGood = statistics.bytes;
      this.#readable = true;
    }
    if (nowMs - this.#bytesMs >= this.#options.silentMs) return [silent()];
    if (
      nowMs - this.#goodMs >= this.#options.unreadableMs &&
      statistics.bytes - this.#bytesAtGood >= tellingBytes
    ) {
      return [unreadable(baudRate)];
    }
    // Frames that went by before the first one, while the pen was unplugged, are no losses of the line.
    if (!this.#readable) return [];
    this.#remember(nowMs, good, statistics);
    return [...this.#lossAlerts(), ...this.#clockAlerts(), ...this.#rateAlerts()];
  }

  #remember(atMs: number, good: number, statistics: DecoderStatistics): void {
    const { badFrames: bad, lostFrames: lost, samples, untimedSamples: untimed } = statistics;
    this.#snapshots.push({ atMs, good, bad, lost, samples, untimed });
    while (atMs - this.#snapshots[0]!.atMs > this.#options.lossWindowMs) this.#snapshots.shift();
  }

  #lossAlerts(): Alert[] {
    const share = this.#recentLoss();
    const limit = this.#options.lossShare;
    this.#lossy = share > (this.#lossy ? limit / 2 : limit);
    return this.#lossy ? [losses(limit)] : [];
  }

  /** Samples that come without a time that goes on have no shape. */
  #clockAlerts(): Alert[] {
    const [oldest, newest] = this.#ends();
    const samples = newest.samples - oldest.samples;
    const untimed = newest.untimed - oldest.untimed;
    return samples >= tellingFrames && untimed > samples / 2 ? [clockStands] : [];
  }

  /** Pens may pause; the fastest second of the stretch tells their rate. */
  #rateAlerts(): Alert[] {
    const [oldest, newest] = this.#ends();
    if (newest.atMs - oldest.atMs < this.#options.lossWindowMs / 2) return [];
    if (newest.samples === oldest.samples) return [];
    return this.#fastestHz() < this.#options.slowestHz ? [slow(this.#options.slowestHz)] : [];
  }

  #fastestHz(): number {
    let fastest = 0;
    for (const later of this.#snapshots) {
      const before = this.#snapshots.findLast(({ atMs }) => later.atMs - atMs >= rateMs);
      if (before === undefined) continue;
      const seconds = (later.atMs - before.atMs) / 1000;
      fastest = Math.max(fastest, (later.samples - before.samples) / seconds);
    }
    return fastest;
  }

  #ends(): readonly [oldest: Snapshot, newest: Snapshot] {
    return [this.#snapshots[0]!, this.#snapshots.at(-1)!];
  }

  #restartReading(nowMs: number): void {
    this.#goodMs = nowMs;
    this.#bytesAtGood = this.#bytes;
  }

  /** Share of frames lost or bad in the newest stretch. A damaged frame is missing too: it counts once. */
  #recentLoss(): number {
    const [oldest, newest] = this.#ends();
    const missing = Math.max(newest.bad - oldest.bad, newest.lost - oldest.lost);
    const all = newest.good - oldest.good + missing;
    return all < tellingFrames ? 0 : missing / all;
  }
}

function goodFrames(statistics: DecoderStatistics): number {
  return statistics.frames + statistics.unknownFrames + statistics.undescribedFrames;
}

function silent(): Alert {
  return {
    code: 'pen-silent',
    severity: 'warning',
    message: 'The pen is connected but sends nothing.',
    remedy:
      'Switch it on, or wake it by moving it or pressing its button. If it stays silent, check its battery, and that the chosen port is the pen’s.',
  };
}

function unreadable(baudRate: number | undefined): Alert {
  return {
    code: 'pen-unreadable',
    severity: 'warning',
    message: 'The pen sends, but nothing of it can be understood.',
    remedy:
      baudRate === undefined
        ? 'Choose the kind of pen that made this stream.'
        : `Check the baud rate (now ${baudRate}): it must be the one that the pen’s firmware sets, often 115200. If it is right, choose the kind of pen, and check that the port is the pen’s.`,
  };
}

function losses(limit: number): Alert {
  return {
    code: 'pen-losses',
    severity: 'warning',
    message: `More than ${Math.round(limit * 100)} % of what the pen sends is lost or damaged; text may be wrong.`,
    remedy:
      'Use a shorter or better cable and a socket of the computer itself, bring a wireless pen closer, or lower the pen’s rate.',
  };
}

const clockStands: Alert = {
  code: 'pen-clock',
  severity: 'warning',
  message: 'The pen sends, but its clock does not go on; text may be wrong or missing.',
  remedy:
    'Switch the pen off and on. If that does not help, describe its columns in a profile without the time (docs/formats/pen-profiles.md).',
};

function slow(slowestHz: number): Alert {
  return {
    code: 'pen-slow',
    severity: 'warning',
    message: `The pen sends fewer than ${slowestHz} readings a second: too few to read letters from.`,
    remedy: 'Raise its rate to 100 Hz, in its settings or its firmware; check its battery.',
  };
}
