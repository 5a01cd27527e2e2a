import { describe, expect, it } from "vitest";
import { queryOf, readQuery, readWorkerOptions } from "../../../../relay-service/client/worker/worker-options.ts";
import { fc } from "../../../support/fast-check.ts";

const PIN = "ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s";

describe("the options of the service worker", () => {
  it("are lists with spaces or commas, whose origins have one form", () => {
    expect(readWorkerOptions("https://A.example.com:443, http://b.example.com/\nhttps://a.example.com", PIN)).toEqual({
      origins: ["https://a.example.com", "http://b.example.com"],
      relayKeys: [PIN],
    });
  });

  it("travel unchanged in the query of the worker's url", () => {
    const origins = fc.uniqueArray(
      fc.webAuthority().map((host) => `https://${host.toLowerCase().replace(/^.*@/, "")}`),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(origins, fc.boolean(), (given, isPinned) => {
        fc.pre(given.every((origin) => URL.canParse(origin) && !new URL(origin).username));
        const options = readWorkerOptions(given.join(" "), isPinned ? PIN : undefined);
        expect(readQuery(queryOf(options))).toEqual(options);
      }),
    );
  });

  it("name all their problems at once, and an empty pin is one", () => {
    expect(() => readWorkerOptions("api.example.com", "")).toThrow(
      new TypeError(
        'origins must be a list, each an http or https origin without a path such as "https://relay.example.com", got ["api.example.com"]\n' +
          'relay-keys must be a list of Ed25519 public keys, each 43 characters of base64url or 64 hex digits, such as ["ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s"], got []',
      ),
    );
    expect(() => readWorkerOptions("", undefined)).toThrow("origins must be");
    expect(() => readQuery("")).toThrow("origins must be");
  });
});
