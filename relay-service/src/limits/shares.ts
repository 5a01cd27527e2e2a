/**
 * Divides something limited among client networks: a network may hold at most as much as stays free. So one that takes all it can get
 * holds a half, two hold a third each, and however many there are, something is left for the next one (Choudhury and Hahne, "Dynamic
 * queue length thresholds", 1998).
 */
export class Shares {
  readonly #held = new Map<string, number>();
  #free: number;

  constructor(total: number) {
    this.#free = total;
  }

  get free(): number {
    return this.#free;
  }

  /** False, and nothing is taken, when that would be more than the network's share. */
  take(network: string, amount = 1): boolean {
    const held = (this.#held.get(network) ?? 0) + amount;
    if (held > this.#free) return false;
    this.#free -= amount;
    this.#held.set(network, held);
    return true;
  }

  /** Gives back what was taken. */
  give(network: string, amount = 1): void {
    if (amount === 0) return;
    this.#free += amount;
    const held = (this.#held.get(network) ?? 0) - amount;
    if (held > 0) this.#held.set(network, held);
    else this.#held.delete(network);
  }
}
