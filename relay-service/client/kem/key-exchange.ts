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
