import { request } from "node:http";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { type RelayOfDomains, relayOfDomains } from "../../interop/domains/relay-of-domains.ts";

let closed: RelayOfDomains;
let open: RelayOfDomains;
beforeAll(async () => {
  closed = await relayOfDomains();
  open = await relayOfDomains({}, true);
});
afterAll(async () => {
  await closed[Symbol.asyncDispose]();
  await open[Symbol.asyncDispose]();
});
beforeEach(() => {
  closed.reached();
  open.reached();
});

/** A client whose requests for any host come to the relay. `host` decides what their `Host` is. */
function clientOf({ port }: RelayOfDomains, host: (path: string, named: string) => string = (_, named) => named) {
  const sent: string[] = [];
  const { mteFetch } = createMteRelayClient({
    // Node's own fetch sets the Host by itself.
    fetch: async (input, init) => {
      const { pathname, host: named } = new URL(`${input}`);
      sent.push(pathname);
      const headers = { ...Object.fromEntries(new Headers(init?.headers)), host: host(pathname, named) };
      const { promise, resolve, reject } = Promise.withResolvers<Response>();
      const outgoing = request({ port, path: pathname, method: `${init?.method}`, headers, agent: false });
      outgoing.on("error", reject).on("response", async (answer) => {
        const lines = Object.entries(answer.headersDistinct).map(([name, values]) => [name, values?.join(", ") ?? ""]);
        resolve(new Response(await buffer(answer), { status: answer.statusCode ?? 0, headers: Object.fromEntries(lines) }));
      });
      outgoing.end(
        init?.body === undefined || init.body === null ? undefined : Buffer.from(await new Response(init.body).bytes()),
      );
      return promise;
    },
  });
  return { mteFetch, sent };
}
const PAIRING = "/api/mte-pair";
const FIXED = "/api/mte-relay";
/** The pairing arrives at the host of the URL, all other requests at another host. */
const movedTo = (other: string) => (path: string, named: string) => (path === PAIRING ? named : other);

describe("mteFetch", () => {
  it("calls several hosts of one relay, with a pair for each", async () => {
    const { mteFetch, sent } = clientOf(closed);
    for (const host of ["sm", "ad", "sm", "ad"]) expect((await mteFetch(`http://${host}.example.com/x`)).status).toBe(200);
    expect(closed.reached().sort()).toEqual(["ad", "ad", "sm", "sm"]);
    expect(sent.filter((path) => path === PAIRING)).toHaveLength(2);
  });

  it("fails at once when the relay does not serve the host", async () => {
    const { mteFetch, sent } = clientOf(closed);
    await expect(mteFetch("http://ds.example.com/x")).rejects.toMatchObject({ name: "RelayError", code: "pairing", status: 421 });
    expect(sent).toEqual([PAIRING]);
  });

  it.each([
    ["GET", "RelayError"],
    ["POST", "RelayOutcomeUnknown"],
  ])("does not send a %s again when something moves it to a host that the relay does not serve", async (method, name) => {
    const { mteFetch, sent } = clientOf(closed, movedTo("ds.example.com"));
    const failure = await mteFetch("http://sm.example.com/x", { method }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name, code: "misdirected", status: 421 });
    expect(`${failure}`).toContain("the relay does not serve this host (status 421)");
    expect(sent).toEqual([PAIRING, FIXED]);
  });

  it("returns the relay's sealed 421 when something moves a request to another host of the relay", async () => {
    const { mteFetch, sent } = clientOf(closed, movedTo("ad.example.com"));
    const answer = await mteFetch("http://sm.example.com/x", { method: "POST", body: "x" });
    expect([answer.status, await answer.json()]).toEqual([421, { error: "misdirected" }]);
    expect(sent).toEqual([PAIRING, FIXED]);
    expect(closed.reached()).toEqual([]);
  });

  it("pairs again a few times, and then fails, while the relay cannot tell the host of its pairs", async () => {
    const { mteFetch, sent } = clientOf(open, movedTo("ad.example.com"));
    const failure = await mteFetch("http://sm.example.com/x", { method: "POST", body: "x" }).catch((error: unknown) => error);
    // The proof says that nothing was executed.
    expect(failure).toMatchObject({ name: "TypeError", code: "nopair" });
    expect(sent).toEqual([PAIRING, FIXED, PAIRING, FIXED, PAIRING, FIXED]);
    expect(open.reached()).toEqual([]);
  });

  it("reports a 421 as such with Node's own fetch, which sends a request again after it", async () => {
    const { mteFetch } = createMteRelayClient();
    const failure = await mteFetch(`${closed.relay.url}/x`).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "RelayError", code: "pairing", status: 421 });
    expect(`${failure}`).toContain("the relay does not serve this host");
  });
});
