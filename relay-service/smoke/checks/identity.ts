import { createHash } from "node:crypto";
import { toBase64url } from "../../client/bytes.ts";
import { type Pin, parsePin } from "../../client/pairing/relay-identity.ts";
import { PATHS } from "../../src/contract.ts";
import { CheckFailed } from "../check-failed.ts";
import { askClear, described, type RelayAccess } from "../relay-access.ts";

/** The identity that the relay publishes. */
export interface Published {
  /** Its public keys. They are claims: only the signature of a pairing proves a key. */
  readonly keys: readonly Pin[];
  readonly saw: string;
}

/** Checks that the relay publishes its public key, and that it is the pinned one if there is a pin. */
export async function checkIdentity(relay: RelayAccess, pin: Pin | undefined): Promise<Published> {
  const answer = await askClear(relay, PATHS.identity);
  const { codecs, identity } = answer.json ?? {};
  if (answer.status !== 200 || !Array.isArray(codecs) || !Array.isArray(identity)) throw new CheckFailed(described(answer));
  if (!codecs.includes("roc1")) throw new CheckFailed(`it speaks ${codecs.join(", ").slice(0, 100) || "nothing"}, not roc1`);
  const keys = identity.map(keyOf);
  if (!keys.every((key) => key !== undefined) || keys.length === 0) throw new CheckFailed("its public key is malformed");
  const shown = `public key ${keys.map(toBase64url).join(", ")}`;
  if (pin === undefined) return { keys, saw: `${shown}; not pinned, so only TLS authenticates the relay (use --pin)` };
  if (keys.some((key) => toBase64url(key) === toBase64url(pin))) return { keys, saw: `${shown}, as pinned` };
  throw new CheckFailed(
    `${shown} is not the pinned ${toBase64url(pin)}: another relay answers, its key was changed, or an intermediary poses as the relay`,
  );
}

/** The key of an entry, if its `kid` matches: the first 8 bytes of the key's hash. */
function keyOf(entry: unknown): Pin | undefined {
  const { kid, alg, pub } = (entry ?? {}) as Record<string, unknown>;
  const key = alg === "Ed25519" ? parsePin(pub) : undefined;
  return key && kid === createHash("sha256").update(key).digest().subarray(0, 8).toString("base64url") ? key : undefined;
}
