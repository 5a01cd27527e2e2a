import { LOOPBACK } from "./listen.ts";

/** The relay's public key, which the page pins. */
export interface PinnedIdentity {
  readonly keyId: string;
  /** Ed25519, base64url. */
  readonly publicKey: string;
}

/** Asks the relay directly. Through the intermediary, it could be the intermediary's key. */
export async function readIdentity(relayPort: number): Promise<PinnedIdentity> {
  const answer = await fetch(`http://${LOOPBACK}:${relayPort}/api/mte-relay`);
  const { identity } = (await answer.json()) as { identity: readonly { kid: string; pub: string }[] };
  const [first] = identity;
  if (!first) throw new Error("the relay names no identity");
  return { keyId: first.kid, publicKey: first.pub };
}
