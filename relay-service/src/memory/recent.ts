/**
 * A bounded cache of recently used entries: two maps. When the younger map is full, it replaces the older one. An entry that is used again
 * moves to the younger map, so it survives. The cache holds at most twice `size` entries.
 */
export class Recent<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  get(key: string): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#size) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  /** Removes every entry that has ended. Returns the number of remaining entries. */
  sweep(hasEnded: (value: Value) => boolean): number {
    for (const map of [this.#young, this.#old]) for (const [key, value] of map) if (hasEnded(value)) map.delete(key);
    return this.#young.size + this.#old.size;
  }
}
