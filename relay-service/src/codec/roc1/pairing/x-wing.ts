import { createPublicKey, diffieHellman, encapsulate, generateKeyPairSync, hash, type KeyObject } from "node:crypto";

/** DER in front of a raw public key: X25519 (RFC 8410) and ML-KEM-768 (RFC 9935). */
const X25519_SPKI = Buffer.from("302a300506032b656e032100", "hex");
const ML_KEM_SPKI = Buffer.from("308204b2300b0609608648016503040402038204a100", "hex");
const ML_KEM_PUBLIC_BYTES = 1184;
/** The picture of an X-wing: `\./` over `/^\`. */
const LABEL = Buffer.from("5c2e2f2f5e5c", "hex");

/** Both halves of a peer's public key. */
export interface XWingPublicKey {
  readonly mlKem: KeyObject;
  readonly x25519: KeyObject;
  readonly x25519Bytes: Uint8Array;
}

/** Reads a public key of 1216 bytes. Throws if its ML-KEM part is not reduced modulo q (FIPS 203, 7.2). */
export function xWingPublicKey(bytes: Uint8Array): XWingPublicKey {
  const x25519Bytes = bytes.subarray(ML_KEM_PUBLIC_BYTES);
  return {
    mlKem: spki(ML_KEM_SPKI, bytes.subarray(0, ML_KEM_PUBLIC_BYTES)),
    x25519: spki(X25519_SPKI, x25519Bytes),
    x25519Bytes,
  };
}

/**
 * X-Wing's encapsulation (draft-connolly-cfrg-xwing-kem, section 5.4) on Node's own cryptography. `enc` is 1120 bytes.
 * Throws if the peer's X25519 part is of low order: the shared secret would be zero (RFC 7748, section 6.1).
 */
export function xWingEncapsulate(peer: XWingPublicKey): { sharedSecret: Buffer; enc: Buffer } {
  const { sharedKey, ciphertext } = encapsulate(peer.mlKem);
  const { publicKey, privateKey } = generateKeyPairSync("x25519");
  const ephemeral = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const agreed = diffieHellman({ privateKey, publicKey: peer.x25519 });
  return {
    sharedSecret: xWingCombine(sharedKey, agreed, ephemeral, peer.x25519Bytes),
    enc: Buffer.concat([ciphertext, ephemeral]),
  };
}

/** X-Wing's combiner (section 5.3): both secrets, and both public keys of the X25519 half. */
export function xWingCombine(mlKemSecret: Uint8Array, x25519Secret: Uint8Array, ephemeral: Uint8Array, peer: Uint8Array): Buffer {
  return hash("sha3-256", Buffer.concat([mlKemSecret, x25519Secret, ephemeral, peer, LABEL]), "buffer");
}

function spki(prefix: Buffer, raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([prefix, raw]), format: "der", type: "spki" });
}
