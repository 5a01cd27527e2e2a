import { type BodyOpener, Refusal, type WireRequest } from "../../relay-service/src/codec/codec.ts";
import { keyTree } from "../../relay-service/src/codec/roc1/keys/key-tree.ts";
import { bodyOpener } from "../../relay-service/src/codec/roc1/message/body-opener.ts";
import { unwrapPair, wrapPair } from "../../relay-service/src/codec/roc1/pairs/pair-record.ts";
import { codecFixture, SECRET } from "../relay-service/codec/roc1/codec-fixture.ts";
import { offered, pairWith, type Sealed, seal } from "../relay-service/codec/roc1/in-process-client.ts";
import { sealBody } from "../support/independent-client/body-frames.ts";
import { messageCryptos } from "../support/relay/native-crypto.ts";
import { Chance, mutateBytes, mutateJson, mutateText } from "./mutation.ts";

export interface FuzzResult {
  readonly inputs: number;
  /** Inputs that were refused, by the refusal's status and code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Inputs that were accepted: those that are in effect unchanged, and pairing requests that are still valid. */
  readonly taken: number;
}

/**
 * Feeds the codec changed requests, bodies, pairing requests and records. Every one must be refused by a {@link Refusal} (a
 * record: not unwrapped); a changed request must not reach the store, a refused pairing must store nothing.
 * Throws an error that names the input's number, which the same seed gives again.
 */
export async function fuzzCodec(seed: number, inputs: number): Promise<FuzzResult> {
  const chance = new Chance(seed);
  // The native part, where it was built.
  const crypto = messageCryptos.at(-1);
  const { codec, calls } = codecFixture({ ...(crypto && { crypto }) });
  const pair = await pairWith(codec);
  const clientId = codec.identify(undefined);
  const { element } = await offered();
  const requests = ([0, 1, 2] as const).flatMap((urlMode) => [
    seal(pair, { urlMode, sequence: 10 + urlMode, headers: [["x-a", "b"]] }),
    seal(pair, { urlMode, sequence: 20 + urlMode, method: "POST", body: ["a", "b"] }),
  ]);
  const part = { key: chance.bytes(32), nonce: chance.bytes(12) };
  const bodies = [["x"], ["hello", "!"], ["a".repeat(70), "b".repeat(20_000), ""]].map((texts) =>
    Buffer.concat(sealBody(part, texts)),
  );
  const tree = keyTree(SECRET);
  const record = wrapPair(tree, "client", "pair", chance.bytes(32), 1);

  const tries = [
    async () => {
      const { wire } = chance.of<Sealed>(requests);
      const changed = mutateRequest(chance, wire);
      if (sameRequest(wire, changed)) return "taken";
      calls.length = 0;
      await codec.accept(changed);
      throw new Error(`a changed request was taken: ${JSON.stringify(changed)}`);
    },
    async () => {
      const body = chance.of(bodies);
      const changed = mutateBytes(chance, body);
      if (changed.equals(body)) return "taken";
      open(chance, bodyOpener(chance.of(messageCryptos).keyAt(Buffer.concat([part.key, part.nonce]), 0)), changed);
      throw new Error(`a changed body was taken: ${changed.toString("hex")}`);
    },
    async () => {
      calls.length = 0;
      await codec.pair(mutateJson(chance, [element]), { clientId, origin: chance.of([undefined, "null", "https://x.example"]) });
      calls.length = 0;
      return "taken";
    },
    async () => {
      const changed = mutateBytes(chance, record);
      const unwrapped = unwrapPair([tree], chance.of(["client", "other"]), "pair", changed);
      if (changed.equals(record)) return "taken";
      if (unwrapped) throw new Error(`a changed record was unwrapped: ${changed.toString("hex")}`);
      throw new Refusal(560, "nopair");
    },
  ];

  const refused: Record<string, number> = {};
  let taken = 0;
  for (let index = 0; index < inputs; index++) {
    try {
      await (tries[index % tries.length] as () => Promise<string>)();
      taken += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw new Error(`input ${index} of seed ${seed}`, { cause: error });
      if (calls.length > 0) throw new Error(`input ${index} of seed ${seed} reached the store`, { cause: error });
      const name = `${error.status} ${error.code}`;
      refused[name] = (refused[name] ?? 0) + 1;
    }
    calls.length = 0;
  }
  return { inputs, refused, taken };
}

function mutateRequest(chance: Chance, wire: WireRequest): WireRequest {
  const member = chance.of(["relayHeader", "relayHeader", "relayHeader", "sealedHead", "target", "method"] as const);
  return { ...wire, [member]: mutateText(chance, wire[member]) };
}

function sameRequest(one: WireRequest, two: WireRequest): boolean {
  return (
    one.relayHeader === two.relayHeader &&
    one.sealedHead === two.sealedHead &&
    one.target === two.target &&
    one.method === two.method
  );
}

function open(chance: Chance, opener: BodyOpener, body: Buffer): void {
  const cut = 1 + chance.next(100);
  for (let at = 0; at < body.length; at += cut) opener.push(body.subarray(at, at + cut));
  opener.finish();
}
