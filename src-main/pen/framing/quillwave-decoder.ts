import { cobsDecode, cobsEncodedLimit } from './cobs.ts';
import { crc16 } from './crc16.ts';
import { checksumLength, headerLength, maximumFrameLength } from './frame-format.ts';
import type { DecoderSink, PenDecoder } from './pen-decoder.ts';
import { QuillwaveFrames } from './quillwave-frames.ts';
import { createCounters, type DecoderStatistics } from './statistics.ts';

const encodedLimit = cobsEncodedLimit(maximumFrameLength);

/**
 * Cuts a stream at its zero bytes and reads what lies between them. A frame that came whole is read
 * where it lies; only one that a cut divides is gathered in a buffer of fixed size first.
 */
export class QuillwaveDecoder implements PenDecoder {
  private readonly counters = createCounters();
  private readonly gathered = new Uint8Array(encodedLimit);
  private readonly body = new Uint8Array(encodedLimit);
  private readonly frames: QuillwaveFrames;
  /** Bytes since the last delimiter in earlier chunks; more than fit means an overlong frame. */
  private gatheredLength = 0;
  /** Whether a delimiter has been seen: before it there may be the rest of a frame. */
  private aligned = false;

  constructor(sink: DecoderSink) {
    this.frames = new QuillwaveFrames(this.body, this.counters, sink);
  }

  get statistics(): DecoderStatistics {
    return this.counters;
  }

  push(chunk: Uint8Array, arrivalMs: number): void {
    this.counters.bytes += chunk.length;
    let start = 0;
    while (start < chunk.length) {
      const end = chunk.indexOf(0, start);
      if (end < 0) {
        this.gather(chunk, start, chunk.length);
        return;
      }
      if (this.gatheredLength === 0) this.finish(chunk, start, end, arrivalMs);
      else {
        this.gather(chunk, start, end);
        const length = this.gatheredLength;
        this.gatheredLength = 0;
        this.finish(this.gathered, 0, length, arrivalMs);
      }
      start = end + 1;
    }
  }

  reset(): void {
    this.counters.garbageBytes += this.gatheredLength;
    this.gatheredLength = 0;
    this.aligned = false;
  }

  /** Bytes that do not fit are counted, not kept. */
  private gather(chunk: Uint8Array, start: number, end: number): void {
    const { gathered } = this;
    const kept = Math.min(end, start + Math.max(0, encodedLimit - this.gatheredLength));
    let write = this.gatheredLength;
    for (let read = start; read < kept; read += 1) {
      gathered[write] = chunk[read]!;
      write += 1;
    }
    this.gatheredLength += end - start;
  }

  private finish(source: Uint8Array, start: number, end: number, arrivalMs: number): void {
    if (end > start && !this.readFrame(source, start, end, arrivalMs)) {
      this.counters.garbageBytes += end - start;
      if (this.aligned) this.counters.badFrames += 1;
    }
    this.aligned = true;
  }

  private readFrame(source: Uint8Array, start: number, end: number, arrivalMs: number): boolean {
    if (end - start > encodedLimit) return false;
    const { body } = this;
    const length = cobsDecode(source, start, end, body) - checksumLength;
    if (length < headerLength || length + checksumLength > maximumFrameLength) return false;
    const stated = body[length]! | (body[length + 1]! << 8);
    return stated === crc16(body, 0, length) && this.frames.read(length, arrivalMs);
  }
}
