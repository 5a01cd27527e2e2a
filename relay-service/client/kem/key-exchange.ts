import type { CryptoKey } from "hpke";

/** A key pair for one pairing. */
export interface EphemeralKey {
  /** 1216 bytes. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** The shared secret (32 bytes) that the relay made with `publicKey` and sends as `enc` (1120 bytes). */
  decapsulate(enc: Uint8Array): Promise<Uint8Array>;
}

/** The key exchange of suite 1: X-Wing, which is ML-KEM-768 and X25519 in one (HPKE KEM id 0x647a). */
export interface KeyExchange {
  generate(): Promise<EphemeralKey>;
}

const ALGORITHM = "MLKEM768-X25519";

/** What the draft "Modern Algorithms in the Web Cryptography API" adds; no type declarations know it yet. */
interface ModernSubtle {
  generateKey(name: string, extractable: boolean, usages: string[]): Promise<{ publicKey: CryptoKey; privateKey: CryptoKey }>;
  exportKey(format: "raw-public", key: CryptoKey): Promise<ArrayBuffer>;
  decapsulateBits(name: string, key: CryptoKey, enc: Uint8Array): Promise<ArrayBuffer>;
}

/** The browser's own key exchange; its private keys cannot be read. Undefined where there is none: try it, as `supports` may lie. */
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
