import { LOOPBACK } from "./listen.ts";

/** The public key that a page knows its relay by. */
export interface PinnedIdentity {
  readonly keyId: string;
  /** Ed25519, base64url. */
  readonly publicKey: string;
}

/** Asks the relay itself, not the way through the box: a pin that came through the box would be the box's own. */
export async function readIdentity(relayPort: number): Promise<PinnedIdentity> {
  const answer = await fetch(`http://${LOOPBACK}:${relayPort}/api/mte-relay`);
  const { identity } = (await answer.json()) as { identity: readonly { kid: string; pub: string }[] };
  const [first] = identity;
  if (!first) throw new Error("the relay names no identity");
  return { keyId: first.kid, publicKey: first.pub };
}
