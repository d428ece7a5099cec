import { analyse } from 'chardet';

const byteOrderMarks: readonly (readonly [label: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Among numbers there are few letters: what a detector says of them below this is worth nothing. */
const certain = 60;

/**
 * The encoding of a text file by its first bytes, as a label of `TextDecoder`. Spreadsheets save
 * UTF-16, old loggers the code page of their country. What is valid UTF-8 is UTF-8; only the rest is
 * guessed by its letters.
 * @param head the first bytes of the file; a letter at its end may be cut
 */
export function encodingOf(head: Uint8Array): string {
  const marked = byteOrderMarks.find(([, mark]) => mark.every((byte, i) => head[i] === byte));
  if (marked) return marked[0];
  const wide = wideEncoding(head);
  if (wide !== undefined) return wide;
  if (isUtf8(head)) return 'utf-8';
  const guess = analyse(head).find(
    ({ name, confidence }) => confidence >= certain && isDecodable(name),
  );
  return guess?.name ?? 'windows-1252';
}

/** Without a mark: every second byte of Latin letters in UTF-16 is zero. */
function wideEncoding(head: Uint8Array): string | undefined {
  const pairs = head.length >> 1;
  const zeros = [0, 0];
  for (let i = 0; i < 2 * pairs; i++) if (head[i] === 0) zeros[i % 2]! += 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > 0.7 * pairs && even < 0.1 * pairs) return 'utf-16le';
  if (even > 0.7 * pairs && odd < 0.1 * pairs) return 'utf-16be';
  return undefined;
}

function isUtf8(head: Uint8Array): boolean {
  try {
    // In a stream the letter that is cut at the end is waited for.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function isDecodable(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== 'utf-8';
  } catch {
    return false;
  }
}
