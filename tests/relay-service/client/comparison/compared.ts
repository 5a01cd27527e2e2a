import type { mteFetch as MteFetch } from "../../../../relay-service/client/mte-relay-client.d.mts";
import type { InstrumentedUpstream } from "../../../support/relay/instrumented-upstream.ts";

/** A call in either way: `origin` is the relay's for mteFetch, the upstream's for fetch. */
export type Call = (call: typeof MteFetch, origin: string) => Promise<unknown>;

/** The result of a call, and the requests that the upstream received. */
export interface Outcome {
  readonly gave: unknown;
  readonly seen: readonly unknown[];
}

/** Headers of a request that depend on its way to the upstream; `accept-encoding` is in the table of differences. */
const OF_THE_WAY = /^(host|connection|via|keep-alive|transfer-encoding|accept-encoding|x-forwarded-.*|x-request-id)$/;
/** Headers of an answer, as above. */
const OF_THE_WAY_BACK = /^(connection|keep-alive|date|transfer-encoding)$/;

/** Makes the same call through the relay and by the platform's own fetch, to the same upstream. */
export async function compare(
  mteFetch: typeof MteFetch,
  relay: { readonly url: string; readonly upstream: InstrumentedUpstream },
  call: Call,
): Promise<{ own: Outcome; platform: Outcome }> {
  const { upstream } = relay;
  return {
    own: await outcomeOf(upstream, relay.url, () => call(mteFetch, relay.url)),
    platform: await outcomeOf(upstream, upstream.url, () => call(fetch as typeof MteFetch, upstream.url)),
  };
}

async function outcomeOf(upstream: InstrumentedUpstream, origin: string, call: () => Promise<unknown>): Promise<Outcome> {
  upstream.seen.length = 0;
  const given = await call().catch((error: unknown) => error);
  const gave = await factsOf(given);
  const seen = upstream.seen.map(({ method, target, headers, body }) => ({
    method,
    target,
    headers: Object.fromEntries(
      Object.entries(headers).filter(
        // Node's fetch sends "0" even with methods that rarely have a body.
        ([name, value]) => !(OF_THE_WAY.test(name) || (name === "content-length" && value === "0")),
      ),
    ),
    body: body.toString("latin1"),
  }));
  return JSON.parse(JSON.stringify({ gave, seen }).replaceAll(origin, "ORIGIN").replaceAll(new URL(origin).host, "HOST"));
}

/** What a program can see of a response or of an error; everything else is returned unchanged. */
async function factsOf(given: unknown): Promise<unknown> {
  if (given instanceof Response) {
    const { status, ok, url, redirected, type, bodyUsed, headers } = given;
    const names = [...headers].filter(([name]) => !OF_THE_WAY_BACK.test(name));
    const isBodiless = given.body === null;
    const text = await given.text().catch(factsOf);
    return { status, ok, url, redirected, type, bodyUsed, headers: names, isBodiless, text };
  }
  // Messages differ between engines; programs check the class, or the name of an abort.
  if (given instanceof DOMException) return given.name;
  if (given instanceof TypeError) return "TypeError";
  return given instanceof Error ? `${given.name}: ${given.message}` : given;
}
