import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { Recent } from "../../../memory/recent.ts";
import { type ClientId, Refusal } from "../../codec.ts";
import type { KeyTree } from "../keys/key-tree.ts";

const SIGNED = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9a-f]{64})$/;

/** Makes and verifies client ids: `<uuid>.<hmac in hex>`. An id is a name that anybody can get, never a permission. */
export class ClientIds {
  readonly #trees: readonly KeyTree[];
  // Verified ids only. The time of a look-up by hash does not reveal how much of a wrong signature is right.
  readonly #verified = new Recent<ClientId>(10_000);

  /** The first of `trees` signs, every one verifies. */
  constructor(trees: readonly KeyTree[]) {
    this.#trees = trees;
  }

  create(): ClientId {
    const id = randomUUID();
    return { id, signed: this.#sign(id) };
  }

  /** The id in a signed one, and its signature by the newest secret. Throws {@link Refusal} 566 if no secret has signed it. */
  verify(signed: string): ClientId {
    const known = this.#verified.get(signed);
    if (known) return known;
    const [, id, signature] = SIGNED.exec(signed) ?? [];
    if (!id || !signature) throw new Refusal(566, "clientid");
    const given = Buffer.from(signature, "hex");
    if (!this.#trees.some((tree) => timingSafeEqual(mac(tree, id), given))) throw new Refusal(566, "clientid");
    const clientId = { id, signed: this.#sign(id) };
    this.#verified.set(signed, clientId);
    return clientId;
  }

  #sign(id: string): string {
    return `${id}.${mac(this.#trees[0] as KeyTree, id).toString("hex")}`;
  }
}

function mac(tree: KeyTree, id: string): Buffer {
  return createHmac("sha256", tree.clientId).update(id).digest();
}
