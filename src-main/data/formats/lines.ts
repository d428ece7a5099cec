import { open } from 'node:fs/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { fileError } from '../files/file-errors.ts';
import type { OnProblem } from './pen-recording.ts';

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

/**
 * The lines of a text file, gzipped or not (the content decides, not the name), without holding
 * the file in memory. Of a cut or damaged gzip file the whole lines before the damage are delivered
 * and the damage reported; half a line would be read as other numbers than were written.
 * @throws UserError when the file cannot be opened or read
 */
export async function* readLines(file: string, onProblem: OnProblem): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8');
  let number = 0;
  let rest: string[] = [];
  let restLength = 0;
  const keep = (text: string) => {
    restLength += text.length;
    if (restLength <= longestLine) rest.push(text);
    else rest = [];
  };
  const finish = (): Line | undefined => {
    number++;
    const text = rest.join('');
    const tooLong = restLength > longestLine;
    rest = [];
    restLength = 0;
    if (!tooLong) return { number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
    onProblem({ file, line: number, message: 'The line is too long.', skipped: true });
    return undefined;
  };
  const damage = { met: false };
  const onDamage = (message: string) => {
    damage.met = true;
    onProblem({ file, message, skipped: true });
  };
  for await (const chunk of readBytes(file, onDamage)) {
    const text = decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      keep(text.slice(start, end));
      start = end + 1;
      const line = finish();
      if (line) yield line;
    }
    if (start < text.length) keep(text.slice(start));
  }
  keep(decoder.decode());
  if (restLength > 0 && !damage.met) {
    const line = finish();
    if (line) yield line;
  }
}

async function* readBytes(
  file: string,
  onDamage: (message: string) => void,
): AsyncGenerator<Uint8Array> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw fileError(error, file, 'read');
  });
  let inflater: Inflater | undefined;
  let [packed, unpacked] = [0, 0];
  try {
    for (let first = true; ; first = false) {
      // A fresh buffer each time: zlib may still hold the last one.
      const { bytesRead, buffer } = await handle
        .read(Buffer.allocUnsafe(chunkSize), 0, chunkSize)
        .catch((error: unknown) => {
          throw fileError(error, file, 'read');
        });
      if (first && bytesRead >= 2 && buffer[0] === 0x1f && buffer[1] === 0x8b) {
        inflater = new Inflater();
      }
      const chunk = buffer.subarray(0, bytesRead);
      if (!inflater) {
        if (bytesRead === 0) return;
        yield chunk;
        continue;
      }
      const error = bytesRead > 0 ? await inflater.write(chunk) : await inflater.end();
      packed += bytesRead;
      for (const part of inflater.take()) {
        unpacked += part.length;
        if (unpacked > mostGrown * packed + slackBytes) {
          onDamage('The compressed file grows beyond what recordings do; the rest was not read.');
          return;
        }
        yield part;
      }
      if (error) {
        onDamage(
          `The compressed file is damaged or cut off (${error.message}); what comes before was read.`,
        );
        return;
      }
      if (bytesRead === 0) return;
    }
  } finally {
    inflater?.destroy();
    await handle.close();
  }
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
