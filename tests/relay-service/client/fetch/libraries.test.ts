import axios, { AxiosError } from "axios";
import ky from "ky";
import pRetry from "p-retry";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RelayError, RelayOutcomeUnknown } from "../../../../relay-service/client/errors.ts";
import type { mteFetch as MteFetch } from "../../../../relay-service/client/mte-relay-client.d.mts";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

const OTHER_PIN = "ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s";
let relay: RelayUnderTest;
let fails: { at: string; left: number };
let tries: number;

beforeAll(async () => {
  relay = await runRelay();
});
afterAll(() => relay.close());
beforeEach(() => {
  relay.upstream.seen.length = 0;
  tries = 0;
});

/** A client whose connection fails at a path for some messages; it counts the calls that a library makes. */
function failing(at: string, left: number, options: object = {}): typeof MteFetch {
  fails = { at, left };
  const { mteFetch } = createMteRelayClient({
    fetch: async (url, init) => {
      if (String(url).endsWith(fails.at) && fails.left-- > 0) throw new TypeError("reset");
      return fetch(url, init);
    },
    ...options,
  });
  return (...call) => {
    tries++;
    return mteFetch(...call);
  };
}
const unreachable = () => failing("/api/mte-pair", 1);
const lost = () => failing("/api/mte-relay", 1);

type Ask = (mteFetch: typeof MteFetch, method: "GET" | "POST" | "PUT") => Promise<string>;

const LIBRARIES: readonly (readonly [string, Ask])[] = [
  [
    "ky",
    (mteFetch, method) =>
      ky(`${relay.url}/x`, {
        fetch: mteFetch as typeof fetch,
        method,
        ...(method !== "GET" && { body: "pay" }),
        retry: { limit: 2, methods: ["get", "post", "put"], delay: () => 0 },
      }).text(),
  ],
  [
    "p-retry",
    (mteFetch, method) =>
      pRetry(async () => (await mteFetch(`${relay.url}/x`, { method, ...(method !== "GET" && { body: "pay" }) })).text(), {
        retries: 2,
        minTimeout: 0,
      }),
  ],
  [
    "axios, with a loop for ERR_NETWORK",
    async (mteFetch, method) => {
      const client = axios.create({ adapter: "fetch", env: { fetch: mteFetch as typeof fetch } });
      for (let left = 2; ; left--) {
        try {
          const init = { url: `${relay.url}/x`, method, ...(method !== "GET" && { data: "pay" }), responseType: "text" as const };
          return JSON.stringify((await client.request(init)).data);
        } catch (error) {
          if (left === 0 || (error as AxiosError).code !== AxiosError.ERR_NETWORK) throw error;
        }
      }
    },
  ],
];

/** The client's own error that a library reports, itself or as a cause. */
function ours(error: unknown): RelayError | undefined {
  for (let each = error; each instanceof Error; each = each.cause) if (each instanceof RelayError) return each;
  return undefined;
}

describe.each(LIBRARIES)("a program that retries with %s", (_name, ask) => {
  it.each(["GET", "POST", "PUT"] as const)(
    "tries a %s again that was not executed because the relay was unreachable",
    async (method) => {
      expect(await ask(unreachable(), method)).toContain(method);
      expect(tries).toBe(2);
      expect(relay.upstream.seen).toHaveLength(1);
    },
  );

  it("tries a GET again when its connection failed", async () => {
    // Twice, as the client itself tries once more.
    expect(await ask(failing("/api/mte-relay", 2), "GET")).toContain("GET");
    expect(tries).toBe(2);
  });

  it.each(["POST", "PUT"] as const)("does not try a %s again when its outcome is unknown", async (method) => {
    const error = await ask(lost(), method).catch((caught: unknown) => caught);
    expect(tries).toBe(1);
    expect(ours(error)).toBeInstanceOf(RelayOutcomeUnknown);
    expect(ours(error)).toMatchObject({ code: "network" });
  });

  it("does not try again when the error is permanent", async () => {
    const error = await ask(failing("nowhere", 0, { relayKeys: [OTHER_PIN] }), "GET").catch((caught: unknown) => caught);
    expect(tries).toBe(1);
    expect(ours(error)).toMatchObject({ name: "RelayError", code: "identity" });
  });

  it("reports the code of a failure that persists", async () => {
    const error = await ask(failing("/api/mte-pair", 9), "GET").catch((caught: unknown) => caught);
    expect(tries).toBe(3);
    expect(ours(error)).toMatchObject({ code: "network" });
  });
});

describe("an answer that is cut off", () => {
  it.each([
    ["GET", 2],
    ["POST", 1],
  ] as const)("to %s is requested again only when that is safe", async (method, expected) => {
    let cut = true;
    relay.upstream.handle((request, response) => {
      request.resume();
      const end = cut ? () => response.destroy() : () => response.end();
      cut = false;
      response.writeHead(200).write("part", end);
    });
    const { mteFetch } = createMteRelayClient();
    const text = async () => {
      tries++;
      return (await mteFetch(relay.url, { method })).text();
    };
    const result = await pRetry(text, { retries: 1, minTimeout: 0 }).catch((error: RelayError) => error.code);
    expect([result, tries]).toEqual([method === "GET" ? "part" : "body", expected]);
  });
});
