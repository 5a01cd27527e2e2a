import { createHash } from "node:crypto";
import { toBase64url } from "../client/bytes/base64url.ts";
import { type Pin, parsePin } from "../client/pairing/relay-identity.ts";
import { PATHS } from "../src/contract.ts";
import { askClear, described, type RelayAccess } from "./relay-access.ts";
import { Unmet } from "./unmet.ts";

/** Whom the relay says it is. */
export interface Published {
  /** Its public keys, none of them proved: only the signature of a pairing proves one. */
  readonly keys: readonly Pin[];
  readonly saw: string;
}

/** The relay shows its public key, and it is the pinned one where one is pinned. */
export async function checkIdentity(relay: RelayAccess, pin: Pin | undefined): Promise<Published> {
  const answer = await askClear(relay, PATHS.identity);
  const { codecs, identity } = answer.json ?? {};
  if (answer.status !== 200 || !Array.isArray(codecs) || !Array.isArray(identity)) throw new Unmet(described(answer));
  if (!codecs.includes("roc1")) throw new Unmet(`it speaks ${codecs.join(", ").slice(0, 100) || "nothing"}, not roc1`);
  const keys = identity.map(keyOf);
  if (!keys.every((key) => key !== undefined) || keys.length === 0) throw new Unmet("its public key has the wrong form");
  const shown = `public key ${keys.map(toBase64url).join(", ")}`;
  if (pin === undefined) return { keys, saw: `${shown}; not pinned, so only TLS says whose it is (--pin)` };
  if (keys.some((key) => toBase64url(key) === toBase64url(pin))) return { keys, saw: `${shown}, as pinned` };
  throw new Unmet(`${shown} is not the pinned ${toBase64url(pin)}: another relay, another key, or somebody in between`);
}

/** The key, when its name fits to it: the first 8 bytes of its hash. */
function keyOf(entry: unknown): Pin | undefined {
  const { kid, alg, pub } = (entry ?? {}) as Record<string, unknown>;
  const key = alg === "Ed25519" ? parsePin(pub) : undefined;
  return key && kid === createHash("sha256").update(key).digest().subarray(0, 8).toString("base64url") ? key : undefined;
}
