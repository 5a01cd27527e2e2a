import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { FINAL, TAG_BYTES } from "../format.ts";
import { lengthOf, type MessageCrypto, type SealKey, withoutTag } from "./message-crypto.ts";

/** The functions of `native/message-crypto.c`. They throw a TypeError or RangeError if an argument is invalid. */
export interface NativeFunctions {
  /** The versions of Node and OpenSSL whose headers it was compiled with, such as "24.21.0 3.5.4". */
  readonly builtFor: string;
  /** Fills `out`. The info is `label` and the SHA-256 of `context`, or `label` alone, as in HKDF's known answers. */
  hkdf(secret: Uint8Array, salt: Uint8Array, label: Uint8Array, context: Uint8Array | undefined, out: Uint8Array): void;
  /** Writes cipher text and tag into `out` from `outAt` on. Key and nonce begin at `at` of `derived`. */
  seal(
    derived: Uint8Array,
    at: number,
    chunk: number,
    additional: Uint8Array,
    plain: Uint8Array,
    padding: number,
    out: Uint8Array,
    outAt: number,
  ): void;
  /** Decrypts in place. Fills the plain text with zeros if it is not authentic. */
  open(derived: Uint8Array, at: number, chunk: number, additional: Uint8Array, sealed: Uint8Array): boolean;
  /** The same for a list of 1 to {@link MAX_PIECES} pieces, of which none may share memory with another. */
  openPieces(derived: Uint8Array, at: number, chunk: number, additional: Uint8Array, pieces: readonly Uint8Array[]): boolean;
}

/** As in `native/message-crypto.c`. */
const MAX_PIECES = 16;

/** The native part was compiled for another version of Node or OpenSSL. */
export class WrongVersion extends Error {
  override readonly name = "WrongVersion";
}

/**
 * Loads the native part from a file. Undefined if it does not exist. Throws if this Node cannot load it, and {@link WrongVersion} if
 * it was compiled for another major version of Node or another minor version of OpenSSL, whose structures may differ.
 */
export function loadNativeCrypto(file: string, versions: NodeJS.ProcessVersions = process.versions): MessageCrypto | undefined {
  if (!existsSync(file)) return undefined;
  const functions = createRequire(import.meta.url)(file) as NativeFunctions;
  const [node = "", openssl = ""] = functions.builtFor.split(" ");
  const isCompatible = parts(node, 1) === parts(versions.node, 1) && parts(openssl, 2) === parts(versions.openssl ?? "", 2);
  if (!isCompatible) throw new WrongVersion(`built for Node ${node} and OpenSSL ${openssl}`);
  // Somebody has updated the sources, but not built the native part again.
  if (typeof functions.openPieces !== "function") throw new WrongVersion("built from older sources");
  return nativeCrypto(functions);
}

/** The first parts of a version. */
function parts(version: string, count: number): string {
  return version.split(".").slice(0, count).join(".");
}

const NOTHING = new Uint8Array();

function nativeCrypto(functions: NativeFunctions): MessageCrypto {
  return {
    name: "native",
    derive: (secret, salt, label, context, length) => {
      const derived = Buffer.allocUnsafe(length);
      functions.hkdf(secret, salt, label, context, derived);
      return derived;
    },
    keyAt: (derived, at) => new NativeSealKey(functions, derived, at),
  };
}

class NativeSealKey implements SealKey {
  readonly #functions: NativeFunctions;
  readonly #derived: Buffer;
  readonly #at: number;

  constructor(functions: NativeFunctions, derived: Buffer, at: number) {
    this.#functions = functions;
    this.#derived = derived;
    this.#at = at;
  }

  seal(chunk: number, prefix: Uint8Array, plain: Uint8Array, padding: number): Buffer[] {
    const additional = padding > 0 ? FINAL : NOTHING;
    const sealed = Buffer.allocUnsafe(prefix.length + plain.length + padding + TAG_BYTES);
    sealed.set(prefix);
    this.#functions.seal(this.#derived, this.#at, chunk, additional, plain, padding, sealed, prefix.length);
    return [sealed];
  }

  open(chunk: number, isFinal: boolean, sealed: Buffer): Buffer | undefined {
    const end = sealed.length - TAG_BYTES;
    if (end < 0) return undefined;
    const isAuthentic = this.#functions.open(this.#derived, this.#at, chunk, isFinal ? FINAL : NOTHING, sealed);
    return isAuthentic ? sealed.subarray(0, end) : undefined;
  }
  openPieces(chunk: number, pieces: readonly Buffer[]): readonly Buffer[] | undefined {
    if (pieces.length === 1 || pieces.length > MAX_PIECES) {
      const plain = this.open(chunk, false, pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces));
      return plain && [plain];
    }
    if (lengthOf(pieces) < TAG_BYTES) return undefined;
    const isAuthentic = this.#functions.openPieces(this.#derived, this.#at, chunk, NOTHING, pieces);
    return isAuthentic ? withoutTag(pieces) : undefined;
  }
}
