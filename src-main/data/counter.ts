/** How often each of several things came by. */
export class Counter<Key> {
  readonly #counts = new Map<Key, number>();

  add(key: Key): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Most frequent first, equally frequent ones as they came. */
  sorted(): [Key, number][] {
    return [...this.#counts].sort((a, b) => b[1] - a[1]);
  }
}
