import { encapsulate } from "node:crypto";
import type { KEM, KEMFactory, Key } from "hpke";
import { ENC_BYTES, PUBLIC_KEY_BYTES, SECRET_BYTES } from "../format.ts";
import { loadNoble } from "./noble.ts";
import { type XWingPublicKey, xWingEncapsulate, xWingPublicKey } from "./x-wing.ts";

/** The implementation of X-Wing: Node's own cryptography, or the JavaScript of `@noble/post-quantum`. */
export type XWingBackend = "node" | "noble";

/** The backend of this Node: its own if it has ML-KEM (24.7 and later, with OpenSSL 3.5), which is some ten times faster. */
export function xWingBackend(): XWingBackend {
  if (typeof encapsulate !== "function") return "noble";
  try {
    xWingEncapsulate(xWingPublicKey(Buffer.concat([Buffer.alloc(1184), Buffer.from([9]), Buffer.alloc(31)])));
    return "node";
  } catch {
    return "noble";
  }
}

/** The sender's half of X-Wing as a KEM (id 0x647a) for `hpke`. The relay only encapsulates, so the rest is unsupported. */
export function xWingKem(backend: XWingBackend): KEMFactory {
  const encapsulateWith = backend === "node" ? encapsulateByNode : encapsulateByNoble;
  const kem: KEM<PublicKey> = {
    id: 0x647a,
    type: "KEM",
    name: "MLKEM768-X25519",
    Nsecret: SECRET_BYTES,
    Nenc: ENC_BYTES,
    Npk: PUBLIC_KEY_BYTES,
    Nsk: 32,
    DeserializePublicKey: async (bytes) => ({
      algorithm: { name: "MLKEM768-X25519" },
      type: "public",
      extractable: true,
      bytes,
      halves: backend === "node" ? xWingPublicKey(bytes) : undefined,
    }),
    Encap: encapsulateWith,
    DeriveKeyPair: unsupported,
    GenerateKeyPair: unsupported,
    SerializePublicKey: unsupported,
    SerializePrivateKey: unsupported,
    DeserializePrivateKey: unsupported,
    Decap: unsupported,
  };
  return () => kem as unknown as KEM;
}

interface PublicKey extends Key {
  readonly bytes: Uint8Array;
  readonly halves: XWingPublicKey | undefined;
}

async function encapsulateByNode({ halves }: PublicKey) {
  const { sharedSecret, enc } = xWingEncapsulate(halves as XWingPublicKey);
  return { shared_secret: sharedSecret, enc };
}

async function encapsulateByNoble({ bytes }: PublicKey) {
  const { sharedSecret, cipherText } = (await loadNoble()).encapsulate(bytes);
  return { shared_secret: sharedSecret, enc: cipherText };
}

async function unsupported(): Promise<never> {
  throw new Error("the relay does not decapsulate");
}
