/**
 * A bounded memory of what was used lately: two maps, of which the older is dropped when the younger is full. A look-up costs
 * one step of a map, and an entry that is used survives; at most twice `size` entries are kept.
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

  /** Forgets every entry that `ended` says yes to; gives the number of those that stay. */
  sweep(ended: (value: Value) => boolean): number {
    for (const map of [this.#young, this.#old]) for (const [key, value] of map) if (ended(value)) map.delete(key);
    return this.#young.size + this.#old.size;
  }
}
