import { channelCount } from '../../src-main/contract/sensors.ts';
import { createDecoder } from '../../src-main/pen/framing/decoder.ts';
import { penProfiles, type PenProfile } from '../../src-main/pen/profiles.ts';
import { writingPackets } from '../../src-main/pen/virtual/virtual-packets.ts';
import type { RandomGenerator } from '../../src-main/simulator/random.ts';
import { mutated } from './mutate.ts';
import type { Target } from './target.ts';

/** Of a stream, so many packets are damaged and decoded. */
const packets = 12;

/** The decoder of every kind of pen: it never throws, times never fall, values are numbers. */
export const decoders: readonly Target[] = penProfiles.map((profile) => {
  let streams: readonly Uint8Array[] | undefined;
  return {
    name: `decoder ${profile.id}`,
    run: (random) => {
      streams ??= streamsOf(profile);
      decode(profile, mutated(random.pick(streams), random), random);
    },
  };
});

/** The beginning, which says what the pen is, before each part of what follows. */
function streamsOf(profile: PenProfile): Uint8Array[] {
  const all = [...writingPackets(profile, 'ab')].map(({ bytes }) => bytes);
  const beginning = all.slice(0, 3);
  const starts = Array.from({ length: 8 }, (_, part) => Math.floor((part * all.length) / 8));
  return starts.map((start) => Buffer.concat([...beginning, ...all.slice(start, start + packets)]));
}

function decode(profile: PenProfile, bytes: Uint8Array, random: RandomGenerator): void {
  let newestMs = -Infinity;
  const decoder = createDecoder(profile, {
    onInformation: () => undefined,
    onSample: ({ timeMs, mask, values }) => {
      if (!(timeMs >= newestMs)) throw new Error(`time fell from ${newestMs} to ${timeMs}`);
      if (!(mask > 0 && mask < 1 << channelCount)) throw new Error(`mask ${mask}`);
      if (!values.every(Number.isFinite)) throw new Error(`values ${values.join(' ')}`);
      newestMs = timeMs;
    },
  });
  let arrivalMs = 0;
  for (let at = 0; at < bytes.length;) {
    const length = random.integer(1, 80);
    decoder.push(bytes.subarray(at, at + length), (arrivalMs += random.integer(0, 40)));
    at += length;
  }
  if (decoder.statistics.bytes !== bytes.length) throw new Error('bytes were not counted');
}
