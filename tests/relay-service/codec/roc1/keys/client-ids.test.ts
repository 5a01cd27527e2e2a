import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { keyTree } from "../../../../../relay-service/src/codec/roc1/keys/key-tree.ts";
import { ClientIds } from "../../../../../relay-service/src/codec/roc1/pairing/client-ids.ts";
import { refusalOf, SECRET } from "../codec-fixture.ts";

const tree = keyTree(SECRET);
const other = keyTree("another secret that is long enough too");
const UUID = "849d17a2-3c9e-4546-a04f-48e81fec91cb";

describe("client ids", () => {
  it("are a uuid and its HMAC-SHA256 in hex", () => {
    const { id, signed } = new ClientIds([tree]).create();
    expect(signed).toBe(`${id}.${createHmac("sha256", tree.clientId).update(id).digest("hex")}`);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("are never issued twice", () => {
    const ids = new ClientIds([tree]);
    expect(new Set(Array.from({ length: 50 }, () => ids.create().id)).size).toBe(50);
  });

  it("can be verified more than once", () => {
    const ids = new ClientIds([tree]);
    const made = ids.create();
    expect(ids.verify(made.signed)).toEqual(made);
    expect(ids.verify(made.signed)).toEqual(made);
  });

  it("of an older secret are signed again by the newest one", () => {
    const old = new ClientIds([other]).create();
    const { id, signed } = new ClientIds([tree, other]).verify(old.signed);
    expect(id).toBe(old.id);
    expect(new ClientIds([tree]).verify(signed).id).toBe(old.id);
  });

  const good = createHmac("sha256", tree.clientId).update(UUID).digest("hex");
  it.each([
    ["of a removed secret", new ClientIds([other]).create().signed],
    ["with another signature", `${UUID}.${"0".repeat(64)}`],
    ["with a signature cut short", `${UUID}.${good.slice(0, 62)}`],
    ["with a signature in capitals", `${UUID}.${good.toUpperCase()}`],
    ["with a prefix", `x${UUID}.${good}`],
    ["with a suffix", `${UUID}.${good}.x`],
    ["with a line end", `${UUID}.${good}\n`],
    ["without signature", UUID],
    ["that are not a UUID", `x.${createHmac("sha256", tree.clientId).update("x").digest("hex")}`],
    ["that are empty", ""],
  ])("%s are refused", async (_, signed) => {
    const ids = new ClientIds([tree]);
    expect(await refusalOf(() => ids.verify(signed))).toEqual({ status: 566, code: "clientid", mac: undefined });
  });
});
