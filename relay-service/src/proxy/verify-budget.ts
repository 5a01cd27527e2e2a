/** What all bodies that are being verified may hold together, and those of one client, so that nobody can fill the memory. */
export class VerifyBudget {
  readonly #share: number;
  readonly #taken = new Map<string, number>();
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
    this.#share = bytes / 2;
  }

  /** False when there is not that much left, or `client` has half of all already. */
  take(client: string, bytes: number): boolean {
    const taken = (this.#taken.get(client) ?? 0) + bytes;
    if (this.#left < bytes || taken > this.#share) return false;
    this.#left -= bytes;
    this.#taken.set(client, taken);
    return true;
  }

  give(client: string, bytes: number): void {
    if (bytes === 0) return;
    this.#left += bytes;
    const taken = (this.#taken.get(client) ?? 0) - bytes;
    if (taken > 0) this.#taken.set(client, taken);
    else this.#taken.delete(client);
  }
}
