import { createSecretKey, hkdfSync, type KeyObject, scryptSync } from "node:crypto";

/** The keys of one operator's secret: one for each purpose, so that none can serve for another. */
export interface KeyTree {
  /** Signs client ids (HMAC-SHA256). */
  readonly clientId: KeyObject;
  /** Derives the header key of each pair (HKDF-SHA256). */
  readonly header: KeyObject;
  /** Derives the key that wraps a pair's record (HKDF-SHA256). */
  readonly wrap: KeyObject;
  /** Names a pair's origins in its record (HMAC-SHA256). */
  readonly origins: KeyObject;
  /** One byte that says which secret wrapped a record. Not unique: it only tells which secret to try. */
  readonly wrapId: number;
  /** Seed of the relay's identity if no other is configured. 32 bytes. */
  readonly identitySeed: Buffer;
}

/** The keys of a secret. scrypt (RFC 7914; N = 2^15, r = 8, p = 1) makes guessing a weak secret expensive: some 80 ms and 32 MiB. */
export function keyTree(secret: string): KeyTree {
  const master = createSecretKey(scryptSync(secret, "roc1/server", 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 }));
  const derive = (label: string) => Buffer.from(hkdfSync("sha256", master, "", label, 32));
  return {
    clientId: createSecretKey(derive("roc1/clientid")),
    header: createSecretKey(derive("roc1/hdr")),
    wrap: createSecretKey(derive("roc1/wrap")),
    origins: createSecretKey(derive("roc1/origins")),
    wrapId: derive("roc1/wrap id")[0] as number,
    identitySeed: derive("roc1/identity"),
  };
}
