import type { PenInformation } from '../../contract/pens.ts';
import type { PenSample } from '../../contract/sensors.ts';
import type { PenProfile } from '../profiles/schema.ts';
import type { DecoderSink, PenDecoder } from './pen-decoder.ts';
import { QuillwaveDecoder } from './quillwave-decoder.ts';
import { createCounters, type DecoderCounters, type DecoderStatistics } from './statistics.ts';
import { TextRowDecoder } from './text-decoder.ts';

/** So many samples of the other kind, with none of the chosen kind between them, change the choice. */
const evidenceNeeded = 3;
/** The other kind is listened to again when the chosen one has said nothing in so many bytes. */
const silenceBytes = 512;

/** Between the last sample of one kind and the first of the other, ms: that of 100 Hz. */
const takeOverMs = 10;

interface Candidate {
  readonly decoder: PenDecoder;
  /** Samples since the chosen candidate last had one. */
  evidence: number;
  /** Its counters when it was chosen. */
  since: DecoderStatistics;
  listening: boolean;
  /** Added to its times, so that the clock goes on where another candidate's has stood, ms. */
  shiftMs: number;
  information?: PenInformation;
}

/**
 * Finds out by itself whether a pen sends frames or text, and changes its mind when the bytes do.
 * Frames have a checksum and text has lines of numbers: neither is likely to be seen in the other.
 */
export class AutoDecoder implements PenDecoder {
  private readonly counters = createCounters();
  private readonly candidates: readonly Candidate[];
  private chosen: Candidate | undefined;
  private silence = 0;
  /** Time of the newest sample given out, ms. */
  private newestMs = -Infinity;
  /** What candidates chosen earlier have counted. */
  private readonly before = createCounters();

  constructor(profile: PenProfile, sink: DecoderSink) {
    this.candidates = [
      this.candidate(sink, (inner) => new QuillwaveDecoder(inner)),
      this.candidate(sink, (inner) => new TextRowDecoder(profile, inner)),
    ];
  }

  get statistics(): DecoderStatistics {
    return this.counters;
  }

  push(chunk: Uint8Array, arrivalMs: number): void {
    const first = this.chosen;
    first?.decoder.push(chunk, arrivalMs);
    this.silence += chunk.length;
    for (const candidate of this.candidates) {
      if (candidate === first) continue;
      if (first !== undefined && this.silence <= silenceBytes) {
        if (candidate.listening) candidate.decoder.reset();
        candidate.listening = false;
      } else {
        candidate.listening = true;
        candidate.decoder.push(chunk, arrivalMs);
      }
    }
    this.count(chunk.length);
  }

  reset(): void {
    for (const { decoder } of this.candidates) decoder.reset();
    this.count(0);
  }

  private candidate(sink: DecoderSink, create: (inner: DecoderSink) => PenDecoder): Candidate {
    const candidate: Candidate = {
      decoder: create({
        onSample: (sample) => {
          const current = this.chosen;
          if (!this.admits(candidate)) return;
          if (current !== candidate && candidate.information) {
            sink.onInformation(candidate.information);
          }
          this.counters.samples += 1;
          if (current !== candidate) candidate.shiftMs = this.shiftFor(sample.timeMs);
          this.give(candidate, sample, sink);
        },
        onInformation: (information) => {
          candidate.information = information;
          if (this.admits(candidate)) sink.onInformation(information);
        },
      }),
      evidence: 0,
      since: createCounters(),
      listening: true,
      shiftMs: 0,
    };
    return candidate;
  }

  private admits(candidate: Candidate): boolean {
    if (this.chosen === candidate) {
      this.silence = 0;
      for (const other of this.candidates) other.evidence = 0;
      return true;
    }
    candidate.evidence += 1;
    if (this.chosen !== undefined && candidate.evidence < evidenceNeeded) return false;
    if (this.chosen !== undefined) {
      addDifference(this.before, this.chosen.decoder.statistics, this.chosen.since);
      candidate.since = { ...candidate.decoder.statistics };
    }
    this.chosen = candidate;
    this.silence = 0;
    candidate.evidence = 0;
    return true;
  }

  /** Frames and rows have clocks of their own: the one that takes over begins behind the other. */
  private shiftFor(timeMs: number): number {
    return Math.max(0, this.newestMs + takeOverMs - timeMs);
  }

  private give({ shiftMs }: Candidate, sample: PenSample, sink: DecoderSink): void {
    const { timeMs } = sample;
    sample.timeMs += shiftMs;
    this.newestMs = sample.timeMs;
    sink.onSample(sample);
    sample.timeMs = timeMs;
  }

  private count(bytes: number): void {
    const { counters, chosen } = this;
    const { samples } = counters;
    const total = counters.bytes + bytes;
    if (chosen) {
      Object.assign(counters, this.before);
      addDifference(counters, chosen.decoder.statistics, chosen.since);
    } else {
      const [frames, text] = this.candidates.map(({ decoder }) => decoder.statistics);
      counters.badFrames = Math.min(frames!.badFrames, text!.badFrames);
      counters.garbageBytes = Math.min(frames!.garbageBytes, text!.garbageBytes);
    }
    counters.samples = samples;
    counters.bytes = total;
  }
}

function addDifference(
  sum: DecoderCounters,
  now: DecoderStatistics,
  then: DecoderStatistics,
): void {
  for (const name of Object.keys(sum) as (keyof DecoderCounters)[]) {
    sum[name] += now[name] - then[name];
  }
}
