import { comparableOrigin } from "../../contract/origins.ts";
import type { PairStore } from "../../store/pair-store.ts";
import type { ServerCodec } from "../codec.ts";
import type { MessageCrypto } from "./crypto/message-crypto.ts";
import { nodeCrypto } from "./crypto/node-crypto.ts";
import { CODEC, FIXED_PATH, SUITE, WIRE_VERSIONS } from "./format.ts";
import { type KeyTree, keyTree } from "./keys/key-tree.ts";
import { type Acceptance, acceptRequest } from "./message/acceptance.ts";
import { ClientIds } from "./pairing/client-ids.ts";
import { identityOf } from "./pairing/identity.ts";
import { keyAgreement } from "./pairing/key-agreement.ts";
import { type Pairing, pairOffers } from "./pairing/pairing.ts";
import { type XWingBackend, xWingBackend } from "./pairing/x-wing-kem.ts";
import { KnownPairs } from "./pairs/known-pairs.ts";
import { selfTest } from "./self-test.ts";

/** Twelve fields, of which the eighth names the codec. */
const SEALED = new RegExp(`^(?:[^,]*,){7}${CODEC}(?:,[^,]*){4}$`);

/** The options of the codec. */
export interface Roc1Options {
  /** The operator's secrets, 32 characters or more each: the first signs and wraps, each one verifies and unwraps. */
  readonly secrets: readonly string[];
  /** The Ed25519 seed of the relay's identity, 32 bytes. Without it the identity follows from the first secret. */
  readonly identitySeed?: Buffer | undefined;
  /** The relay's own origins as browsers see them; empty = not checked. */
  readonly publicOrigins?: readonly string[];
  /** Exact origins of pages that may pair; the relay's own are always allowed. */
  readonly corsOrigins?: readonly string[];
  /** How long a sealed `idempotency-key` is remembered, in milliseconds. Default 0: such keys are ignored. */
  readonly idempotencyMs?: number;
  readonly store: PairStore;
  /** Milliseconds since 1970. The relays' clocks must agree within seconds. */
  readonly clock?: () => number;
  /** The implementation of X-Wing. Default: Node's own if it has one. */
  readonly backend?: XWingBackend;
  /** The cryptography of messages. Default: Node's own. */
  readonly crypto?: MessageCrypto;
  /** Makes the keys of a secret. Default: computes them, which takes some 80 ms a secret. */
  readonly deriveKeys?: ((secret: string) => KeyTree) | undefined;
  /** The versions of the wire, the best first. Default: those of this release. */
  readonly wireVersions?: readonly number[];
}

/** The codec, and which implementation it uses. */
export interface Roc1 extends ServerCodec {
  readonly backend: XWingBackend;
}

/** The open codec "roc1"; its format is described in `relay-service/PROTOCOL.md`. Throws if an option is invalid. */
export function createRoc1(options: Roc1Options): Roc1 {
  const {
    store,
    clock = Date.now,
    backend = xWingBackend(),
    crypto = nodeCrypto,
    deriveKeys = keyTree,
    wireVersions = WIRE_VERSIONS,
  } = options;
  const trees = options.secrets.map((secret) => deriveKeys(secret));
  const [tree] = trees;
  if (!tree) throw new Error("secrets must hold at least one secret");
  const identity = identityOf(options.identitySeed ?? tree.identitySeed);
  const clientIds = new ClientIds(trees);
  const pairing: Pairing = {
    tree,
    identity,
    agree: keyAgreement(backend),
    store,
    clock,
    publicOrigins: comparable("publicOrigins", options.publicOrigins ?? []),
    corsOrigins: comparable("corsOrigins", options.corsOrigins ?? []),
    wireVersions,
  };
  const { idempotencyMs = 0 } = options;
  const { publicOrigins, corsOrigins } = pairing;
  const acceptance: Acceptance = {
    crypto,
    trees,
    clientIds,
    pairs: new KnownPairs(clock),
    store,
    clock,
    idempotencyMs,
    origins: { publicOrigins, corsOrigins },
  };
  return {
    id: CODEC,
    fixedPath: FIXED_PATH,
    backend,
    selfTest: () => selfTest(backend, crypto),
    describe: () => ({
      codecs: [CODEC],
      suites: [SUITE],
      wire: wireVersions,
      identity: [{ kid: identity.keyId.toString("base64url"), alg: "Ed25519", pub: identity.publicKey.toString("base64url") }],
    }),
    identify: (signed) => (signed ? clientIds.verify(signed) : clientIds.create()),
    pair: (offers, context) => pairOffers(pairing, offers, context),
    isSealed: (relayHeader) => SEALED.test(relayHeader),
    accept: (request) => acceptRequest(acceptance, request),
  };
}

function comparable(option: string, origins: readonly string[]): readonly string[] {
  return origins.map((origin) => {
    const form = comparableOrigin(origin);
    if (form) return form;
    throw new Error(`${option} must hold origins such as "https://app.example.com", got "${origin}"`);
  });
}
