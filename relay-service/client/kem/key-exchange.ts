import type { CryptoKey } from "hpke";

/** A key pair for one pairing. */
export interface EphemeralKey {
  /** 1216 bytes. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** Computes the shared secret (32 bytes) from `enc` (1120 bytes), which the relay made with `publicKey`. */
  decapsulate(enc: Uint8Array): Promise<Uint8Array>;
}

/** The key exchange of suite 1: X-Wing, a hybrid of ML-KEM-768 and X25519 (HPKE KEM id 0x647a). */
export interface KeyExchange {
  generate(): Promise<EphemeralKey>;
}

const ALGORITHM = "MLKEM768-X25519";

/** Methods of the draft "Modern Algorithms in the Web Cryptography API", which the type declarations do not have yet. */
interface ModernSubtle {
  generateKey(name: string, extractable: boolean, usages: string[]): Promise<{ publicKey: CryptoKey; privateKey: CryptoKey }>;
  exportKey(format: "raw-public", key: CryptoKey): Promise<ArrayBuffer>;
  decapsulateBits(name: string, key: CryptoKey, enc: Uint8Array): Promise<ArrayBuffer>;
}

/**
 * The browser's own key exchange, whose private keys cannot be read. Undefined when a trial fails; `SubtleCrypto.supports` is not
 * reliable.
 */
export async function nativeKeyExchange(): Promise<KeyExchange | undefined> {
  const subtle = crypto.subtle as unknown as ModernSubtle;
  const generate = async () => {
    const { publicKey, privateKey } = await subtle.generateKey(ALGORITHM, false, ["encapsulateBits", "decapsulateBits"]);
    return {
      publicKey: new Uint8Array(await subtle.exportKey("raw-public", publicKey)),
      decapsulate: async (enc: Uint8Array) => new Uint8Array(await subtle.decapsulateBits(ALGORITHM, privateKey, enc)),
    };
  };
  try {
    const { publicKey } = await generate();
    return publicKey.length === 1216 && typeof subtle.decapsulateBits === "function" ? { generate } : undefined;
  } catch {
    return undefined;
  }
}
