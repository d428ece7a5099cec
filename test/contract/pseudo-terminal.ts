import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

export const socatIsHere = spawnSync('socat', ['-V']).status === 0;

/** Two ends of a serial line, made by socat: the pen writes into one, the program opens the other. */
export class PseudoTerminal {
  readonly #folder: string;
  readonly path: string;
  readonly farPath: string;
  #socat: ChildProcess | undefined;
  #far: FileHandle | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, 'program');
    this.farPath = join(folder, 'pen');
  }

  static async create(): Promise<PseudoTerminal> {
    const line = new PseudoTerminal(await mkdtemp(join(tmpdir(), 'quillwave-line-')));
    await line.plugIn();
    return line;
  }

  async plugIn(): Promise<void> {
    const ends = [this.path, this.farPath].map((link) => `pty,raw,echo=0,link=${link}`);
    this.#socat = spawn('socat', ends, { stdio: 'ignore' });
    await vi.waitUntil(() => existsSync(this.path) && existsSync(this.farPath), {
      timeout: 10_000,
      interval: 5,
    });
    this.#far = await open(this.farPath, 'r+');
  }

  /** Both ends vanish, as when a cable is pulled. */
  async pull(): Promise<void> {
    const socat = this.#socat;
    this.#socat = undefined;
    if (socat !== undefined && socat.exitCode === null) {
      const ended = new Promise((resolve) => socat.once('exit', resolve));
      socat.kill('SIGTERM');
      await ended;
    }
    await this.#far?.close().catch(() => undefined);
    this.#far = undefined;
  }

  async send(bytes: Uint8Array): Promise<void> {
    let sent = 0;
    while (sent < bytes.length) {
      const { bytesWritten } = await this.#far!.write(bytes, sent);
      sent += bytesWritten;
    }
  }

  async dispose(): Promise<void> {
    await this.pull();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
