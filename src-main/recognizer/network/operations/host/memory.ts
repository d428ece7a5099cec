/** Of one slab: 16 MiB. */
const slabLength = 4 * 1024 * 1024;
/** Arrays begin at whole cache lines. */
const alignment = 16;

/**
 * Memory that the steps of a training use again and again. A step needs some hundred arrays of
 * megabytes; fresh ones would be cleared page by page by the system and given back by the garbage
 * collector, which took more time than the arithmetic and did not scale over threads.
 */
export class StepMemory {
  readonly #slabs: Float32Array[] = [];
  #slab = 0;
  #used = 0;

  /** What was handed out before may be overwritten from now on. */
  rewind(): void {
    this.#slab = 0;
    this.#used = 0;
  }

  /** Contents are undefined. */
  take(length: number): Float32Array {
    const size = Math.ceil(length / alignment) * alignment;
    for (; this.#slab < this.#slabs.length; this.#slab++, this.#used = 0) {
      const slab = this.#slabs[this.#slab]!;
      if (this.#used + size > slab.length) continue;
      const start = this.#used;
      this.#used += size;
      return slab.subarray(start, start + length);
    }
    const slab = new Float32Array(Math.max(slabLength, size));
    this.#slabs.push(slab);
    this.#used = size;
    return slab.subarray(0, length);
  }

  /** Bytes kept. */
  get size(): number {
    return this.#slabs.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }
}

let active: StepMemory | undefined;

/**
 * Runs `work` with its arrays taken from `memory`: all that it makes, its result included, is valid
 * until `memory` is rewound. Without it, arrays are fresh ones.
 */
export function withStepMemory<Result>(memory: StepMemory, work: () => Result): Result {
  const outer = active;
  active = memory;
  try {
    return work();
  } finally {
    active = outer;
  }
}

/** An array of which every value will be written; contents are undefined. */
export function floats(length: number): Float32Array {
  return active === undefined ? new Float32Array(length) : active.take(length);
}

export function zeros(length: number): Float32Array {
  return active === undefined ? new Float32Array(length) : active.take(length).fill(0);
}
