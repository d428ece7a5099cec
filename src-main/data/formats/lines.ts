import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { createGunzip, type Gunzip } from 'node:zlib';
import { fileError } from '../files/file-errors.ts';
import type { OnProblem } from './pen-recording.ts';
import { encodingOf } from './text-encoding.ts';

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

const chunkSize = 256 * 1024;
/** Longer lines are no recording; they are passed over so that memory stays bounded. */
const longestLine = 64 * 1024 * 1024;

/** Recordings shrink to a tenth, a pen that lies still to a fiftieth; what grows to more is a bomb. */
const mostGrown = 100;
const slackBytes = 128 * 1024 * 1024;

/** In place of a file: what comes in on standard input. */
export const standardInput = '-';

/**
 * The lines of a text file (`-`: of standard input), gzipped or not and in any encoding (the
 * content decides, not the name), without holding the file in memory. Lines end with LF, CR LF or
 * CR. Of a cut or damaged gzip file the whole lines before the damage are delivered and the damage
 * reported; half a line would be read as other numbers than were written.
 * @throws UserError when the file cannot be opened or read
 */
export async function* readLines(file: string, onProblem: OnProblem): AsyncGenerator<Line> {
  let decoder: TextDecoder | undefined;
  const text = new UniversalLines();
  let number = 0;
  let rest: string[] = [];
  let restLength = 0;
  const keep = (part: string) => {
    restLength += part.length;
    if (restLength <= longestLine) rest.push(part);
    else rest = [];
  };
  const finish = (): Line | undefined => {
    number++;
    const whole = rest.join('');
    const tooLong = restLength > longestLine;
    rest = [];
    restLength = 0;
    if (!tooLong) return { number, text: whole };
    onProblem({ file, line: number, message: 'The line is too long.', skipped: true });
    return undefined;
  };
  const damage = { met: false };
  const onDamage = (message: string) => {
    damage.met = true;
    onProblem({ file, message, skipped: true });
  };
  for await (const chunk of readBytes(file, onDamage)) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    const decoded = text.normalise(decoder.decode(chunk, { stream: true }));
    let start = 0;
    for (let end = decoded.indexOf('\n'); end >= 0; end = decoded.indexOf('\n', start)) {
      keep(decoded.slice(start, end));
      start = end + 1;
      const line = finish();
      if (line) yield line;
    }
    if (start < decoded.length) keep(decoded.slice(start));
  }
  keep(text.normalise(decoder?.decode() ?? ''));
  if (restLength > 0 && !damage.met) {
    const line = finish();
    if (line) yield line;
  }
}

/** Turns every kind of line end into LF; the two halves of CR LF may come in two parts. */
class UniversalLines {
  #endsWithReturn = false;

  normalise(part: string): string {
    if (part === '') return part;
    const cut = this.#endsWithReturn && part.startsWith('\n') ? part.slice(1) : part;
    this.#endsWithReturn = part.endsWith('\r');
    return cut.includes('\r') ? cut.replace(/\r\n?/g, '\n') : cut;
  }
}

async function* readBytes(
  file: string,
  onDamage: (message: string) => void,
): AsyncGenerator<Uint8Array> {
  let inflater: Inflater | undefined;
  let first = true;
  let [packed, unpacked] = [0, 0];
  /** Whether what was unpacked is more than recordings can grow to. */
  const isBomb = (part: Uint8Array) => {
    unpacked += part.length;
    return unpacked > mostGrown * packed + slackBytes;
  };
  try {
    for await (const chunk of storedBytes(file)) {
      if (first && chunk[0] === 0x1f && chunk[1] === 0x8b) inflater = new Inflater();
      first = false;
      if (!inflater) {
        yield chunk;
        continue;
      }
      const error = await inflater.write(chunk);
      packed += chunk.length;
      for (const part of inflater.take()) {
        if (isBomb(part)) {
          onDamage('The compressed file grows beyond what recordings do; the rest was not read.');
          return;
        }
        yield part;
      }
      if (error) {
        onDamage(damaged(error));
        return;
      }
    }
    if (!inflater) return;
    const error = await inflater.end();
    yield* inflater.take();
    if (error) onDamage(damaged(error));
  } finally {
    inflater?.destroy();
  }
}

function damaged({ message }: Error): string {
  return `The compressed file is damaged or cut off (${message}); what comes before was read.`;
}

/** Chunks of at least two bytes but for a file of one. */
async function* storedBytes(file: string): AsyncGenerator<Uint8Array> {
  if (file === standardInput) {
    yield* inChunks(process.stdin as AsyncIterable<Buffer>);
    return;
  }
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw fileError(error, file, 'read');
  });
  try {
    for (;;) {
      // A fresh buffer each time: zlib may still hold the last one.
      const { bytesRead, buffer } = await handle
        .read(Buffer.allocUnsafe(chunkSize), 0, chunkSize)
        .catch((error: unknown) => {
          throw fileError(error, file, 'read');
        });
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** A pipe may bring bytes one by one; encoding and compression show in the first thousands. */
async function* inChunks(stream: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const part of stream) {
    held.push(part);
    length += part.length;
    if (length < chunkSize) continue;
    yield Buffer.concat(held);
    held = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(held);
}

/**
 * A gunzip that is fed by hand: piping would throw away what was inflated but not yet read when
 * the damage shows.
 */
class Inflater {
  readonly #gunzip: Gunzip = createGunzip({ chunkSize });
  #inflated: Buffer[] = [];
  #error: Error | undefined;
  #wake: (() => void) | undefined;
  #closed = false;

  constructor() {
    this.#gunzip.on('data', (data: Buffer) => this.#inflated.push(data));
    this.#gunzip.on('error', (error) => {
      this.#error = error;
      this.#wake?.();
    });
    this.#gunzip.on('end', () => this.#wake?.());
    // Whatever ended it, nobody may wait for more.
    this.#gunzip.on('close', () => {
      this.#closed = true;
      this.#wake?.();
    });
  }

  write(chunk: Uint8Array): Promise<Error | undefined> {
    return this.#until((done) => this.#gunzip.write(chunk, () => done()));
  }

  end(): Promise<Error | undefined> {
    return this.#until(() => this.#gunzip.end());
  }

  take(): Buffer[] {
    const inflated = this.#inflated;
    this.#inflated = [];
    return inflated;
  }

  destroy(): void {
    this.#gunzip.destroy();
  }

  #until(start: (done: () => void) => void): Promise<Error | undefined> {
    return new Promise((resolve) => {
      const done = () => resolve(this.#error);
      this.#wake = done;
      if (this.#closed || this.#error !== undefined) done();
      else start(done);
    });
  }
}
