/**
 * A tree of letter codes (0..254) in flat arrays, breadth first: the children of a node stand side by
 * side in the order of their codes. Node 0 is the root, so 0 also says that there is no such child.
 */
export class LetterTree {
  /** Code of each node; that of the root means nothing. */
  readonly codes: Uint8Array;
  /** The children of node i are `firstChild[i]` up to, not including, `firstChild[i + 1]`. */
  readonly firstChild: Uint32Array;

  /** @throws RangeError when the children do not add up to the nodes */
  constructor(codes: Uint8Array, childCounts: Uint8Array) {
    const firstChild = new Uint32Array(codes.length + 1);
    let next = 1;
    for (let node = 0; node < codes.length; node += 1) {
      firstChild[node] = next;
      next += childCounts[node]!;
    }
    firstChild[codes.length] = next;
    if (codes.length === 0 || next !== codes.length) {
      throw new RangeError(`${next} nodes are named, ${codes.length} are there`);
    }
    this.codes = codes;
    this.firstChild = firstChild;
  }

  get size(): number {
    return this.codes.length;
  }

  /** The child of `node` by `code`, or 0. */
  find(node: number, code: number): number {
    const { codes, firstChild } = this;
    let low = firstChild[node]!;
    let high = firstChild[node + 1]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      const found = codes[middle]!;
      if (found === code) return middle;
      if (found < code) low = middle + 1;
      else high = middle;
    }
    return 0;
  }

  hasChildren(node: number): boolean {
    return this.firstChild[node + 1]! > this.firstChild[node]!;
  }

  get childCounts(): Uint8Array {
    return Uint8Array.from(
      this.codes,
      (_, node) => this.firstChild[node + 1]! - this.firstChild[node]!,
    );
  }
}

interface Branch<Value> {
  value: Value | undefined;
  children: Map<number, Branch<Value>> | undefined;
}

/**
 * A tree over sequences of codes, each with a value.
 * @returns for every node the value of the sequence that ends there, if any
 */
export function buildLetterTree<Value>(
  entries: Iterable<readonly [codes: ArrayLike<number>, value: Value]>,
): { tree: LetterTree; values: (Value | undefined)[] } {
  const root: Branch<Value> = { value: undefined, children: undefined };
  for (const [sequence, value] of entries) {
    let branch = root;
    for (let index = 0; index < sequence.length; index += 1) {
      branch.children ??= new Map();
      let child = branch.children.get(sequence[index]!);
      if (child === undefined) {
        child = { value: undefined, children: undefined };
        branch.children.set(sequence[index]!, child);
      }
      branch = child;
    }
    branch.value = value;
  }
  const branches = [root];
  const codes = [0];
  const childCounts: number[] = [];
  for (let node = 0; node < branches.length; node += 1) {
    const children = [...(branches[node]!.children ?? [])].sort(([a], [b]) => a - b);
    childCounts.push(children.length);
    for (const [code, child] of children) {
      branches.push(child);
      codes.push(code);
    }
  }
  return {
    tree: new LetterTree(Uint8Array.from(codes), Uint8Array.from(childCounts)),
    values: branches.map(({ value }) => value),
  };
}
