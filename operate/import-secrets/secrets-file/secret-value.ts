import { createHash, timingSafeEqual } from "node:crypto";
import { inspect } from "node:util";

const HIDDEN = "(secret)";

/**
 * The value of a parameter. However it is printed (in a text, as JSON, by console.log or by a failed assertion), it shows nothing: only
 * {@link reveal} gives the value, so a search for that word finds every place that a value goes to.
 */
export class SecretValue {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  equals(other: SecretValue): boolean {
    return timingSafeEqual(digest(this.#value), digest(other.#value));
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

function digest(value: string): Buffer {
  return createHash("sha256").update(value).digest();
}
