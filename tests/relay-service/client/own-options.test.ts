import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { loadKemChunk } from "../../../relay-service/client/kem/load-kem-chunk.ts";
import type { MteRequestInit } from "../../../relay-service/client/mte-relay-client.d.mts";
import { createMteRelayClient } from "../../../relay-service/client/node-client.ts";
import { readCallOptions, readClientOptions } from "../../../relay-service/client/options.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";

const STRANGER = "ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s";
let relay: RelayUnderTest;
let pin: string;

beforeAll(async () => {
  relay = await runRelay();
  const description = (await (await fetch(`${relay.url}/api/mte-relay`)).json()) as { identity: { pub: string }[] };
  pin = description.identity[0]?.pub ?? "";
});
afterAll(() => relay.close());
beforeEach(() => {
  relay.upstream.seen.length = 0;
});

const everybody = Object.prototype as unknown as Record<PropertyKey, unknown>;
const KEM = Symbol.for("mte-relay-kem");
const WRITTEN = [
  "mte",
  "relayKeys",
  "relayUrl",
  "fetch",
  "urlMode",
  "padding",
  "retryUnsafe",
  "stream",
  "onUploadProgress",
  "pathPrefix",
  "",
];
/** Not enumerable: libraries of the relay in the same process fail with enumerable properties. */
const write = (members: object) => {
  for (const [name, value] of Object.entries(members)) {
    Object.defineProperty(everybody, name, { value, configurable: true, writable: true });
  }
};
afterEach(() => {
  for (const name of [...WRITTEN, KEM]) delete everybody[name];
});

describe("a property that a script has written to Object.prototype", () => {
  it("changes no option of a client or a call", () => {
    const before = [readClientOptions({}), readCallOptions({}, readClientOptions({}))];
    for (const name of WRITTEN) everybody[name] = { "": 0, relayKeys: [STRANGER], padding: "padme", stream: true }[name] ?? 1;
    expect([readClientOptions({}), readCallOptions({}, readClientOptions({}))]).toEqual(before);
  });

  it.each(["init.mte", "options of a call", "options of a client"])("does not weaken a pinned client as %s", async (where) => {
    const weak = { urlMode: "clear", retryUnsafe: "authenticated", onUploadProgress: () => {} };
    const wire: string[] = [];
    const watching: typeof fetch = (url, init) => {
      wire.push(new URL(String(url)).pathname);
      return fetch(url, init);
    };
    const { mteFetch } = createMteRelayClient({ relayKeys: [pin], fetch: watching });
    if (where === "init.mte") write({ mte: weak });
    else write(where === "options of a client" ? { relayKeys: [STRANGER], relayUrl: "https://evil.example" } : weak);
    expect((await mteFetch(`${relay.url}/secret`, { method: "POST", body: "x" })).status).toBe(200);
    expect(wire.join()).not.toContain("secret");
    const other = createMteRelayClient({ relayKeys: [STRANGER] }).mteFetch(`${relay.url}/secret`);
    await expect(other).rejects.toMatchObject({ code: "identity" });
  });

  it("is not used as the key exchange", async () => {
    everybody[KEM] = { generate: () => {} };
    await expect(loadKemChunk("data:text/javascript,", "", undefined)).rejects.toMatchObject({ code: "kem" });
  });
});

describe("options of a call", () => {
  it("are not inherited from the prototype of init", async () => {
    const init: MteRequestInit = Object.create({ mte: { urlMode: "none" } });
    expect((await createMteRelayClient().mteFetch(relay.url, init)).status).toBe(200);
  });

  it("may be a property of a Request that is passed as init", async () => {
    const wire: string[] = [];
    const { mteFetch } = createMteRelayClient({
      fetch: (url, init) => {
        wire.push(String(url));
        return fetch(url, init);
      },
    });
    const init = Object.assign(new Request(relay.url, { method: "PUT", body: "x" }), { mte: { urlMode: "clear" as const } });
    await mteFetch(`${relay.url}/clear`, init);
    expect(wire.at(-1)).toBe(`${relay.url}/clear`);
    expect(relay.upstream.seen[0]).toMatchObject({ method: "PUT", target: "/clear" });
  });

  it("may be null, and take precedence as the third argument", async () => {
    const { mteFetch } = createMteRelayClient();
    expect((await mteFetch(relay.url, null, null)).status).toBe(200);
    const call = mteFetch(relay.url, { mte: { padding: "none" } }, { padding: "much" as "none" });
    await expect(call).rejects.toThrow('padding must be "none" or "padme", got "much"');
    expect((await mteFetch(relay.url, { mte: { padding: "padme" } }, {})).status).toBe(200);
  });

  it.each([true, "padme", 7])("must be an object, not %j", async (mte) => {
    await expect(createMteRelayClient().mteFetch(relay.url, { mte } as object)).rejects.toThrow("options must be an object");
  });
});

describe("options that an object inherits from its class", () => {
  it("are refused, as a client without the intended pins would trust everybody", () => {
    class Config {
      get relayKeys() {
        return [pin];
      }
    }
    expect(() => createMteRelayClient(new Config())).toThrow("relayKeys must be an own property of the options");
  });
});
