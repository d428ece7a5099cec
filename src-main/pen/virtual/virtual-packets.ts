import { channelCount, type PenSample } from '../../contract/sensors.ts';
import { createDecoder } from '../framing/decoder.ts';
import { genericProfile, type PenProfile } from '../profiles.ts';
import { simulatedChunks } from '../simulated.ts';
import { profileEncoder } from './profile-encoder.ts';

export interface Packet {
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

const defaultRateHz = 100;

/**
 * What a pen of this kind sends while somebody writes a text with it: one reading a packet.
 * @param seed equal seeds give equal bytes
 * @throws UserError `simulator-…` for a text that cannot be written
 */
export function* writingPackets(profile: PenProfile, text: string, seed = 1): Generator<Packet> {
  const rateHz = profile.rateHz ?? defaultRateHz;
  yield* encoded(profile, rateHz, simulatedChunks({ text, seed, rateHz }));
}

/** The readings of other bytes (frames or text), as a pen of this kind would send them. */
export async function* recordedPackets(
  profile: PenProfile,
  chunks: AsyncIterable<Packet>,
): AsyncGenerator<Packet> {
  const pen = new Rewriter(profile, profile.rateHz ?? defaultRateHz);
  for await (const chunk of chunks) yield* pen.rewrite(chunk);
}

function* encoded(profile: PenProfile, rateHz: number, chunks: Iterable<Packet>) {
  const pen = new Rewriter(profile, rateHz);
  for (const chunk of chunks) yield* pen.rewrite(chunk);
}

/** Decodes what came and encodes it anew. */
class Rewriter {
  readonly #encoder;
  readonly #periodMs: number;
  readonly #decoder;
  #waiting: PenSample[] = [];
  #begun = false;

  constructor(profile: PenProfile, rateHz: number) {
    this.#encoder = profileEncoder(profile, rateHz);
    this.#periodMs = 1000 / rateHz;
    this.#decoder = createDecoder(genericProfile, {
      onSample: ({ timeMs, mask, values }) =>
        this.#waiting.push({ timeMs, mask, values: values.slice(0, channelCount) }),
      onInformation: () => undefined,
    });
  }

  *rewrite({ atMs, bytes }: Packet): Generator<Packet> {
    this.#decoder.push(bytes, atMs);
    const samples = this.#waiting;
    this.#waiting = [];
    for (const [at, sample] of samples.entries()) {
      // Frames hold several readings; each goes out when it was measured.
      const sentMs = atMs - (samples.length - 1 - at) * this.#periodMs;
      if (!this.#begun) yield* this.#begin(sentMs);
      yield { atMs: sentMs, bytes: this.#encoder.encode(sample) };
    }
  }

  *#begin(atMs: number): Generator<Packet> {
    this.#begun = true;
    const bytes = this.#encoder.begin();
    if (bytes.length > 0) yield { atMs, bytes };
  }
}
