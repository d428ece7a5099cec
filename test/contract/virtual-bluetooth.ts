import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../..');
const ownPython = join(root, 'node_modules/.bumble/bin/python');
const python = existsSync(ownPython) ? ownPython : 'python3';

/** Why there is no Bluetooth without hardware here; undefined where there is. */
export const bluetoothLacks = lacking();

function lacking(): string | undefined {
  if (process.platform === 'win32') return 'no pseudo-terminals on Windows';
  const found = spawnSync(python, ['-c', 'import bumble.controller'], { stdio: 'ignore' });
  if (found.status !== 0) return 'Python has no bumble (pip install bumble==0.0.236; .ci/run does)';
  for (const name of ['@stoprocent/noble', '@stoprocent/bleno']) {
    try {
      createRequire(import.meta.url).resolve(`${name}/package.json`);
    } catch {
      return `${name} is not installed`;
    }
  }
  return undefined;
}

/** Adapters within reach of each other, each on a pseudo-terminal: scripts/virtual-bluetooth.py. */
export class VirtualBluetooth {
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  /** One serial line for each adapter. */
  readonly ports: readonly string[];

  private constructor(folder: string, count: number) {
    this.#folder = folder;
    this.ports = Array.from({ length: count }, (_, place) => join(folder, `adapter-${place}`));
    this.#process = spawn(python, [join(root, 'scripts/virtual-bluetooth.py'), ...this.ports], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#lines = createInterface(this.#process.stdout!)[Symbol.asyncIterator]();
  }

  static async create(count: number): Promise<VirtualBluetooth> {
    const folder = await mkdtemp(join(tmpdir(), 'quillwave-bluetooth-'));
    const bluetooth = new VirtualBluetooth(folder, count);
    await bluetooth.#expect('ready');
    return bluetooth;
  }

  /** The adapter at this place goes out of reach. */
  away(place: number): Promise<void> {
    return this.#say(`away ${place}`);
  }

  back(place: number): Promise<void> {
    return this.#say(`back ${place}`);
  }

  /** How strongly it is heard from now on, dBm. */
  signal(place: number, dbm: number): Promise<void> {
    return this.#say(`signal ${place} ${dbm}`);
  }

  async dispose(): Promise<void> {
    const ended = new Promise((done) => this.#process.once('exit', done));
    this.#process.kill('SIGTERM');
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #say(line: string): Promise<void> {
    this.#process.stdin!.write(`${line}\n`);
    await this.#expect(line);
  }

  async #expect(line: string): Promise<void> {
    for (;;) {
      const next = await this.#lines.next();
      if (next.done === true) throw new Error(`virtual-bluetooth.py ended before “${line}”`);
      if (next.value === line) return;
    }
  }
}
