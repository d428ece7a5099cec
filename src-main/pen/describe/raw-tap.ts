/** Bytes of a pen with the moments at which they came. */
export interface RawBytes {
  readonly bytes: Uint8Array;
  /** Where each chunk begins in `bytes`, and when it came, ms. */
  readonly chunks: readonly { readonly at: number; readonly arrivalMs: number }[];
}

/** The newest bytes of a pen, so that whoever describes it sees what it sends. */
export class RawTap {
  #chunks: { bytes: Uint8Array; arrivalMs: number }[] = [];
  #length = 0;

  /** @param room bytes that are kept at most; the oldest chunks go first */
  constructor(private readonly room = 256 * 1024) {}

  push(chunk: Uint8Array, arrivalMs: number): void {
    // The sender may use its buffer again.
    this.#chunks.push({ bytes: chunk.slice(), arrivalMs });
    this.#length += chunk.length;
    while (this.#length > this.room && this.#chunks.length > 1) {
      this.#length -= this.#chunks.shift()!.bytes.length;
    }
  }

  /** What came in the last so many ms. */
  last(milliseconds: number): RawBytes {
    const newest = this.#chunks.at(-1)?.arrivalMs ?? 0;
    return joined(this.#chunks.filter(({ arrivalMs }) => newest - arrivalMs <= milliseconds));
  }
}

function joined(parts: readonly { bytes: Uint8Array; arrivalMs: number }[]): RawBytes {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.bytes.length, 0));
  const chunks: { at: number; arrivalMs: number }[] = [];
  let at = 0;
  for (const part of parts) {
    bytes.set(part.bytes, at);
    chunks.push({ at, arrivalMs: part.arrivalMs });
    at += part.bytes.length;
  }
  return { bytes, chunks };
}
