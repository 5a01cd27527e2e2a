import { hkdfSync, scryptSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { headerKey } from "../../../../../relay-service/src/codec/roc1/keys/header-key.ts";
import { keyTree } from "../../../../../relay-service/src/codec/roc1/keys/key-tree.ts";
import { lengthPrefixed } from "../../../../support/independent-client/length-prefixed.ts";
import { SECRET } from "../codec-fixture.ts";

describe("the keys of an operator's secret", () => {
  const master = scryptSync(SECRET, "roc1/server", 32, { N: 32_768, r: 8, p: 1, maxmem: 2 ** 26 });
  const derived = (key: Uint8Array, info: string | Uint8Array) => Buffer.from(hkdfSync("sha256", key, "", info, 32));
  const tree = keyTree(SECRET);

  it("are derived by scrypt and one label for each purpose", () => {
    expect(tree.clientId.export()).toEqual(derived(master, "roc1/clientid"));
    expect(tree.header.export()).toEqual(derived(master, "roc1/hdr"));
    expect(tree.wrap.export()).toEqual(derived(master, "roc1/wrap"));
    expect(tree.identitySeed).toEqual(derived(master, "roc1/identity"));
  });

  it("include a header key for each client and pair", () => {
    const expected = derived(derived(master, "roc1/hdr"), lengthPrefixed("roc1/hk", "client", "pair"));
    expect(headerKey(tree, "client", "pair")).toEqual(expected);
    expect(headerKey(tree, "client", "pair2")).not.toEqual(expected);
    expect(headerKey(tree, "clientp", "air")).not.toEqual(expected);
  });

  it("include a key of their own for origins", () => {
    expect(tree.origins.export()).toEqual(derived(master, "roc1/origins"));
  });
});
