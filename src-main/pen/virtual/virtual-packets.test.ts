import { expect, test } from 'vitest';
import { channelNames, hasChannel } from '../../contract/sensors.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { collect } from '../framing/testing.ts';
import { penProfiles, quillwaveProfile, type PenProfile } from '../profiles.ts';
import { parseFaults, withFaults, type Faults } from './faults.ts';
import { writingPackets } from './virtual-packets.ts';

const text = 'pen';
const profiles = penProfiles.map((profile) => [profile.id, profile] as const);

function written(profile: PenProfile, faults: Faults = {}) {
  const packets = [...writingPackets(profile, text)];
  const { decoder, samples } = collect(profile);
  const random = new RandomGenerator(3);
  for (const packet of withFaults(packets, faults, random, packets.at(-1)!.atMs)) {
    if ('bytes' in packet) decoder.push(packet.bytes, packet.atMs);
  }
  return { packets, samples, statistics: decoder.statistics };
}

/** The same pen through the wire protocol: what it measured. */
function measured(rateHz: number) {
  const profile: PenProfile = { ...quillwaveProfile, rateHz };
  return written(profile).samples;
}

test.each(profiles)('%s: what was measured is what is read', (_, profile) => {
  const { samples, statistics } = written(profile);
  const originals = measured(profile.rateHz ?? 100);
  // What comes first may be the rest of a row; a boot text may look like a damaged one.
  expect(originals.length - samples.length).toBeOneOf([0, 1]);
  expect(statistics.badFrames).toBeLessThanOrEqual(1);
  expect(statistics.lostFrames).toBe(0);
  const [sample, original] = [samples.at(-20)!, originals.at(-20)!];
  for (const [index, name] of channelNames.entries()) {
    if (!hasChannel(sample.mask, index) || name === 'force') continue;
    // Within a count of the coarsest converter among them.
    expect(Math.abs(sample.values[index]! - original.values[index]!)).toBeLessThan(
      name.startsWith('m') ? 0.6 : 0.02,
    );
  }
});

test.each(profiles)('%s: losses, bursts and turned bits cost what they hit', (_, profile) => {
  const { packets, samples, statistics } = written(profile, {
    loss: 0.05,
    burstMs: 30,
    bitErrors: 1e-5,
  });
  const share = samples.length / packets.length;
  expect(share).toBeGreaterThan(0.88);
  expect(share).toBeLessThan(1);
  const counts = profile.framing === 'quillwave' || profile.framing === 'auto';
  if (counts) expect(statistics.lostFrames).toBeGreaterThan(0.02 * packets.length);
});

test('a pen that is away says nothing, then goes on', () => {
  const packets = [...writingPackets(quillwaveProfile, 'words and words')];
  const lengthMs = packets.at(-1)!.atMs;
  const kept = [...withFaults(packets, { offMs: 2000 }, new RandomGenerator(1), lengthMs)];
  const away = kept.filter((packet) => 'awayMs' in packet);
  expect(away).toHaveLength(1);
  const silent = kept.filter(({ atMs }) => atMs > away[0]!.atMs && atMs < away[0]!.atMs + 2000);
  expect(silent).toEqual([]);
  expect(kept.at(-1)!.atMs).toBe(lengthMs);
});

test('faults as they are written', () => {
  expect(parseFaults('loss=1%,burst=30ms,bit-errors=1e-6,off=10s')).toEqual({
    loss: 0.01,
    burstMs: 30,
    bitErrors: 1e-6,
    offMs: 10_000,
  });
  expect(parseFaults('')).toEqual({});
  for (const wrong of ['loss', 'loss=2', 'burst=30', 'noise=1', 'off=-1s']) {
    expect(() => parseFaults(wrong)).toThrow(expect.objectContaining({ code: 'virtual-faults' }));
  }
});
