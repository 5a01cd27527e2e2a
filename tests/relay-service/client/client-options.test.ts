import { describe, expect, it } from "vitest";
import { readCallOptions, readClientOptions } from "../../../relay-service/client/options.ts";

const KEY = "ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s";

describe("options of a client", () => {
  it("have safe defaults", () => {
    expect(readClientOptions({})).toEqual({
      pairEarly: false,
      relayUrl: undefined,
      pins: undefined,
      fetch: undefined,
      retryUnsafe: "authenticated",
      padding: "none",
      url: 2,
    });
  });

  it("are read and normalised", () => {
    const options = readClientOptions({
      relayUrl: "https://Relay.example.com/",
      relayKeys: [KEY, Buffer.from(KEY, "base64url").toString("hex")],
      retryUnsafe: "never",
      padding: "padme",
      urlMode: "path",
    });
    expect(options).toMatchObject({ relayUrl: "https://relay.example.com", retryUnsafe: "never", padding: "padme", url: 1 });
    expect(options.pins?.map((pin) => Buffer.from(pin).toString("base64url"))).toEqual([KEY, KEY]);
  });

  it("are all named in one error when they are wrong", () => {
    const read = () =>
      readClientOptions({
        relayUrl: "relay.example.com",
        relayKeys: ["short"],
        relayKey: KEY,
        retryUnsafe: "always",
        padding: 1,
        urlMode: "hidden",
        fetch: "fetch",
        pathPrefix: "/relay",
        stream: true,
      });
    expect(read).toThrowErrorMatchingInlineSnapshot(`
      [TypeError: relayUrl must be an http or https origin without a path such as "https://relay.example.com", got "relay.example.com"
      relayKeys must be a list of Ed25519 public keys, each 43 characters of base64url or 64 hex digits, such as ["ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s"], got ["short"]
      "relayKey" is not an option; there are relayUrl, relayKeys, fetch, pairEarly, pathPrefix, retryUnsafe, padding, urlMode
      retryUnsafe must be "authenticated" or "never", got "always"
      padding must be "none" or "padme", got 1
      urlMode must be "fixed", "path" or "clear", got "hidden"
      fetch must be a function like fetch, got "fetch"
      pathPrefix must be "", as a relay has an origin of its own, got "/relay"
      "stream" is not an option; there are relayUrl, relayKeys, fetch, pairEarly, pathPrefix, retryUnsafe, padding, urlMode]
    `);
  });

  it.each(["https://a.example/path", "https://a.example/?q", "https://u@a.example", "ftp://a.example", "", 7, null])(
    "are refused when the relay's origin is %j",
    (relayUrl) => {
      expect(() => readClientOptions({ relayUrl })).toThrow("relayUrl must be an http or https origin");
    },
  );

  it("are refused with an empty list of pins, which would trust nobody or everybody", () => {
    for (const relayKeys of [[], KEY, [KEY, ""], [null]])
      expect(() => readClientOptions({ relayKeys })).toThrow("relayKeys must be");
  });

  it("of the vendor's client are accepted and change nothing", () => {
    const vendor = {
      licenseKey: "key",
      licenseCompany: "company",
      numberOfPairs: 5,
      mtePoolSize: 2,
      mkePoolSize: 5,
      encodeType: "MKE",
      encodeUrls: false,
      encodeHeaders: false,
      pathPrefix: "",
      storage: {},
    };
    expect(readClientOptions(vendor)).toEqual(readClientOptions({}));
  });
});

describe("options of a call", () => {
  const defaults = readClientOptions({ padding: "padme", urlMode: "path" });

  it("override those of the client", () => {
    expect(readCallOptions({}, defaults)).toMatchObject({
      padding: "padme",
      url: 1,
      retryUnsafe: "authenticated",
      stream: false,
    });
    expect(readCallOptions({ padding: "none", urlMode: "clear", stream: true }, defaults)).toMatchObject({
      padding: "none",
      url: 0,
      stream: true,
    });
  });

  it("cannot change which relay the client trusts", () => {
    expect(() => readCallOptions({ relayKeys: [KEY] }, defaults)).toThrow('"relayKeys" is not an option');
  });

  it("of the vendor's client are accepted and change nothing", () => {
    const vendor = { encodeType: "MTE", encodeUrl: false, encodeHeaders: ["a"], useStreaming: false, pathPrefix: "/x" };
    expect(readCallOptions(vendor, defaults)).toEqual(readCallOptions({}, defaults));
  });

  it("call a progress hook apart from the transfer, which must not fail when the hook throws", async () => {
    const order: string[] = [];
    const { onUploadProgress } = readCallOptions({ onUploadProgress: () => order.push("hook") }, defaults);
    onUploadProgress?.({ loaded: 1, total: 2 });
    order.push("transfer");
    await Promise.resolve();
    expect(order).toEqual(["transfer", "hook"]);
  });
});
