/** Characters. Up to this length a loop costs less than a call into Node. */
const SHORT = 24;

/**
 * The length-prefixed concatenation `lv` of `format.ts`, written into one reused buffer: it runs for every
 * request, where each allocation costs time. The result of {@link LvWriter.written} is valid until the next `start`.
 */
export class LvWriter {
  #buffer = Buffer.allocUnsafe(16_384);
  #end = 0;

  start(): this {
    this.#end = 0;
    return this;
  }

  /** Adds text that is known to be ASCII. */
  ascii(text: string): this {
    this.#room(text.length);
    this.#buffer.writeUInt32BE(text.length, this.#end);
    if (text.length > SHORT) this.#buffer.write(text, this.#end + 4, "latin1");
    else for (let index = 0; index < text.length; index++) this.#buffer[this.#end + 4 + index] = text.charCodeAt(index);
    this.#end += 4 + text.length;
    return this;
  }

  bytes(bytes: Uint8Array): this {
    this.#room(bytes.length);
    this.#buffer.writeUInt32BE(bytes.length, this.#end);
    this.#buffer.set(bytes, this.#end + 4);
    this.#end += 4 + bytes.length;
    return this;
  }

  written(): Buffer {
    return this.#buffer.subarray(0, this.#end);
  }

  #room(length: number): void {
    const needed = this.#end + 4 + length;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(2 * needed);
    this.#buffer.copy(larger, 0, 0, this.#end);
    this.#buffer = larger;
  }
}
