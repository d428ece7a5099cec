import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SessionWriter } from '../../data/sessions/session-writer.ts';
import { LiveSession } from '../../live/live-session.ts';
import { defaultLanguages } from '../options/language-options.ts';
import { standardParts } from '../../live/standard-parts.ts';
import { applicationVersion } from '../../library/places.ts';
import { quillwaveProfile } from '../../pen/profiles.ts';
import { SimulatedTransport } from '../../pen/simulated.ts';
import { nodeCompute } from '../options/compute.ts';
import type { Measurement } from './measurement.ts';

export interface SoakOptions {
  /** Of writing, on the pen's clock. Default 60. */
  readonly minutes?: number;
  /** Times real time. Default 20. */
  readonly speed?: number;
}

const rateHz = 100;
const memoryEveryMs = 1000;
/** A machine that cannot keep up makes the simulated pen wait; then the soak takes longer, up to this. */
const patience = 8;

/**
 * Hours of simulated writing through the whole chain (frames, signal, network, words, recording), faster
 * than real time: memory must stay where it is and nothing may be lost.
 */
export async function benchSoak(
  model: string,
  { minutes = 60, speed = 20 }: SoakOptions = {},
): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'quillwave-soak-'));
  const alerts: string[] = [];
  const session = new LiveSession({
    ...standardParts({ languages: () => defaultLanguages, compute: nodeCompute() }),
    openTransport: () =>
      Promise.resolve({
        transport: new SimulatedTransport({ repeat: true, speed, rateHz }),
        profile: quillwaveProfile,
      }),
    openRecorder: (_, events) =>
      SessionWriter.create(
        join(folder, 'session'),
        { app: applicationVersion, pen: 'simulated', information: {}, model },
        events,
      ),
  });
  try {
    await session.selectModel(model);
    session.on('alert', ({ code }) => alerts.push(code));
    const pieces = watchPieces(session);
    await session.startRecording();
    const memory = new MemoryWatch();
    const start = performance.now();
    const used = process.cpuUsage();
    await session.connect({ kind: 'simulated' });
    const target = minutes * 60 * rateHz;
    const deadline = start + (patience * minutes * 60_000) / speed;
    while (session.status.statistics.samples < target && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, memoryEveryMs));
      memory.look();
    }
    const { statistics, engine } = session.status;
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(used);
    await session.disconnect();
    await session.stopRecording();
    const ink = statistics.samples / rateHz;
    return [
      {
        name: 'soak, writing read',
        value: ink / 60,
        unit: `min on ${engine}, in ${seconds.toFixed(0)} s (${(ink / seconds).toFixed(1)} × real time)`,
        target: `at least ${minutes}`,
      },
      {
        name: 'soak, processor',
        value: (user + system) / 1e4 / ink,
        unit: '% of a core at real time, the simulated pen and the recording included',
      },
      {
        name: 'soak, lost',
        value: statistics.lostFrames + statistics.badFrames + statistics.droppedBytes,
        unit: `frames and bytes of ${statistics.samples} samples`,
        target: '0',
      },
      {
        name: 'soak, alerts',
        value: alerts.length,
        unit: alerts.length === 0 ? 'in all' : `in all: ${[...new Set(alerts)].join(', ')}`,
        target: '0',
      },
      { name: 'soak, pieces committed', value: pieces.count, unit: `with ${pieces.words} words` },
      ...latencies(pieces.latencies),
      ...memory.figures(),
    ];
  } finally {
    await session.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Pieces {
  count: number;
  words: number;
  readonly latencies: number[];
}

function watchPieces(session: LiveSession): Pieces {
  const pieces: Pieces = { count: 0, words: 0, latencies: [] };
  session.on('segment', ({ committed, recognition }) => {
    if (!committed) return;
    pieces.count += 1;
    pieces.words += recognition.words.length;
    // Taken once the listeners have been told.
    setImmediate(() => {
      const { latencyMs } = session.status;
      if (latencyMs !== undefined) pieces.latencies.push(latencyMs.last);
    });
  });
  return pieces;
}

function latencies(all: readonly number[]): Measurement[] {
  const sorted = all.toSorted((a, b) => a - b);
  return [50, 95, 99, 100].map((percent) => ({
    name: `soak, text after the pause, ${percent === 100 ? 'longest' : `${percent}th percentile`}`,
    value: sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? Number.NaN,
    unit: 'ms',
    ...(percent === 95 && { target: 'at most 5' }),
  }));
}

/** Memory in the second sixth of the time, when all is warm, beside the last sixth. */
class MemoryWatch {
  readonly #resident: number[] = [];
  readonly #heap: number[] = [];

  look(): void {
    const { rss, heapUsed } = process.memoryUsage();
    this.#resident.push(rss);
    this.#heap.push(heapUsed);
  }

  figures(): Measurement[] {
    return [
      ...growth('soak, resident memory at the end', this.#resident, median),
      // What stands between two collections tells nothing: the least does.
      ...growth('soak, least JavaScript heap at the end', this.#heap, (part) => Math.min(...part)),
    ];
  }
}

function growth(
  name: string,
  values: readonly number[],
  of: (part: readonly number[]) => number,
): Measurement[] {
  const sixth = Math.floor(values.length / 6);
  if (sixth === 0) return [];
  const early = of(values.slice(sixth, 2 * sixth)) / 2 ** 20;
  const late = of(values.slice(-sixth)) / 2 ** 20;
  return [
    {
      name,
      value: late,
      unit: `MiB (${late - early >= 0 ? '+' : ''}${(late - early).toFixed(1)} since the first minutes)`,
    },
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
