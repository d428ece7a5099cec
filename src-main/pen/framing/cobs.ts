/**
 * Consistent Overhead Byte Stuffing (Cheshire and Baker, IEEE/ACM Transactions on Networking 7(2),
 * 1999): rewrites bytes so that none of them is zero, at a cost of one byte in 254. Zero is then
 * free to mark where a frame ends, and a receiver that is lost only has to wait for the next zero.
 */

/** Most bytes that `length` bytes can become. */
export function cobsEncodedLimit(length: number): number {
  return length + 1 + Math.floor(length / 254);
}

/**
 * Encodes `source[0..length)` into `target` from `offset` on; `target` needs room for
 * `cobsEncodedLimit(length)` bytes. No delimiter is written.
 * @returns offset behind the last byte written
 */
export function cobsEncode(
  source: Uint8Array,
  length: number,
  target: Uint8Array,
  offset = 0,
): number {
  let codeAt = offset;
  let write = offset + 1;
  let code = 1;
  for (let index = 0; index < length; index += 1) {
    const byte = source[index]!;
    if (byte !== 0) {
      target[write] = byte;
      write += 1;
      code += 1;
    }
    // A full block says by its code 0xFF that no zero follows; at the very end none is opened.
    if (byte === 0 || (code === 0xff && index + 1 < length)) {
      target[codeAt] = code;
      codeAt = write;
      write += 1;
      code = 1;
    }
  }
  target[codeAt] = code;
  return write;
}

/**
 * Decodes `source[start..end)`, which holds no delimiter, into `target`, which needs room for
 * `end - start` bytes.
 * @returns number of bytes decoded, or -1 when the form is wrong
 */
export function cobsDecode(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
): number {
  let read = start;
  let write = 0;
  while (read < end) {
    const code = source[read]!;
    const blockEnd = read + code;
    if (code === 0 || blockEnd > end) return -1;
    for (read += 1; read < blockEnd; read += 1) {
      target[write] = source[read]!;
      write += 1;
    }
    if (code !== 0xff && read < end) {
      target[write] = 0;
      write += 1;
    }
  }
  return write;
}
