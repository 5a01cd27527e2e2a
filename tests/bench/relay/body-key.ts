import { createHash } from "node:crypto";
import { type ChunkKey, chunkKeys } from "../../support/independent-client/chunk-cipher.ts";
import { lengthPrefixed } from "../../support/independent-client/length-prefixed.ts";
import { derive } from "../../support/independent-client/pairing.ts";
import type { SealedRequest } from "../../support/independent-client/sealed-request.ts";

/** The key of a sealed request's body, for a body that is too long to be sealed in one go. The url must be sealed in the head. */
export function bodyKey({ method, relay, pair }: SealedRequest): ChunkKey {
  const bound = relay.slice(0, relay.lastIndexOf(","));
  const salt = Buffer.from(bound.split(",")[9] ?? "", "base64url");
  const context = createHash("sha256")
    .update(lengthPrefixed("roc1/req", method, bound, ""))
    .digest();
  const derived = derive(pair.secret, salt, Buffer.concat([Buffer.from("roc1 req\0"), context]), 132);
  return chunkKeys(derived, 3)[2] as ChunkKey;
}
