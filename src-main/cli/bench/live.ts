import { LiveSession } from '../../live/live-session.ts';
import { standardParts } from '../../live/standard-parts.ts';
import { simulatedChunks } from '../../pen/simulated.ts';
import type { Measurement } from './measurement.ts';

/**
 * What the running session costs and how soon text stands, with the simulated pen at real time.
 * @param partialIntervalMs between two readings of what is being written
 */
export async function benchLive(
  model: string,
  seconds: number,
  partialIntervalMs: number,
): Promise<Measurement[]> {
  const session = new LiveSession(standardParts(), { partialIntervalMs });
  try {
    await session.selectModel(model);
    const idle = await coreShare(Math.min(10, seconds));
    await session.connect({ kind: 'simulated' });
    const streaming = await coreShare(seconds);
    const { statistics } = session.status;
    await session.disconnect();
    const { latencyMs } = session.status;
    return [
      { name: 'live loop, idle', value: idle * 100, unit: '% of a core', target: 'under 1' },
      {
        name: `live loop, 100 Hz × 13 channels with partial text every ${partialIntervalMs} ms`,
        value: streaming * 100,
        unit: '% of a core, the simulated pen included',
        target: 'under 5',
      },
      {
        name: 'simulated pen alone',
        value: simulatedShare(seconds) * 100,
        unit: '% of a core at real time',
      },
      latencyMs === undefined
        ? {
            name: 'text after the pause',
            value: Number.NaN,
            unit: 'ms',
            missing: 'nothing was read',
          }
        : {
            name: 'text after the pause, 95th percentile',
            value: latencyMs.p95,
            unit: 'ms',
            target: 'at most 20',
          },
      {
        name: 'frames lost',
        value: statistics.lostFrames + statistics.badFrames,
        unit: `of ${statistics.samples} samples`,
      },
    ];
  } finally {
    await session.dispose();
  }
}

/** Share of one core that making the simulated pen's bytes takes at real time. */
function simulatedShare(seconds: number): number {
  const before = process.cpuUsage();
  let reachedMs = 0;
  for (const { atMs } of simulatedChunks({ repeat: true })) {
    reachedMs = atMs;
    if (reachedMs >= seconds * 1000) break;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / reachedMs;
}

/** Share of one core that this process takes while nothing but its own timers runs it. */
async function coreShare(seconds: number): Promise<number> {
  const before = process.cpuUsage();
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (performance.now() - start);
}
