import type { Alert } from '../contract/alerts.ts';
import type { DecoderStatistics } from './framing/statistics.ts';

export interface StreamHealthOptions {
  /** Quiet for so long although connected, ms: `pen-silent`; Infinity: never. Default 3000. */
  readonly silentMs?: number;
  /** Bytes for so long without one good frame, ms: `pen-unreadable`. Default 3000. */
  readonly unreadableMs?: number;
  /** Share of frames lost or bad, 0..1: `pen-losses`; withdrawn below half of it. Default 0.05. */
  readonly lossShare?: number;
  /** Stretch over which the share is taken, ms. Default 10 000. */
  readonly lossWindowMs?: number;
}

/** Fewer bytes than these say nothing about the form of a stream. */
const tellingBytes = 64;
/** Fewer frames than these say nothing about a share. */
const tellingFrames = 20;

interface Snapshot {
  readonly atMs: number;
  readonly good: number;
  readonly bad: number;
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
    const share = this.#recentLoss(nowMs, good, statistics.badFrames + statistics.lostFrames);
    const limit = this.#options.lossShare;
    this.#lossy = share > (this.#lossy ? limit / 2 : limit);
    return this.#lossy ? [losses(limit)] : [];
  }

  #restartReading(nowMs: number): void {
    this.#goodMs = nowMs;
    this.#bytesAtGood = this.#bytes;
  }

  /** Share of frames lost or bad in the newest stretch. */
  #recentLoss(nowMs: number, good: number, bad: number): number {
    this.#snapshots.push({ atMs: nowMs, good, bad });
    while (nowMs - this.#snapshots[0]!.atMs > this.#options.lossWindowMs) this.#snapshots.shift();
    const oldest = this.#snapshots[0]!;
    const newBad = bad - oldest.bad;
    const all = good - oldest.good + newBad;
    return all < tellingFrames ? 0 : newBad / all;
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
