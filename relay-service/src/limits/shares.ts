/**
 * Divides a limited resource among client networks: a network may hold at most as much as stays free. So one greedy network gets half,
 * two get a third each, and something always stays free for the next network (Choudhury and Hahne, "Dynamic queue length thresholds",
 * 1998).
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

  /** Takes nothing and returns false when that would exceed the network's share. */
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
