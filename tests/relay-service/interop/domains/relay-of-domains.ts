import { pairWith, sendSealed } from "../../../support/independent-client/exchange.ts";
import type { Pair } from "../../../support/independent-client/pairing.ts";
import { type PlainRequest, sealRequest } from "../../../support/independent-client/sealed-request.ts";
import { type InstrumentedUpstream, instrumentedUpstream } from "../../../support/relay/instrumented-upstream.ts";
import { type RawAnswer, rawRequest } from "../../../support/relay/raw-http.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";
import { type Outcome, outcome } from "../relay-behind-intermediary.ts";

/** A relay with the hosts sm.example.com, ad.example.com and [2001:db8::1]:8080, each with an upstream of its own. */
export interface RelayOfDomains extends AsyncDisposable {
  readonly relay: RelayUnderTest;
  readonly port: number;
  readonly sm: InstrumentedUpstream;
  readonly ad: InstrumentedUpstream;
  readonly v6: InstrumentedUpstream;
  /** That of UPSTREAM, if it is set. */
  readonly rest: InstrumentedUpstream;
  /** Sends a request in the clear. Targets begin with a slash, or are in absolute form. */
  clear(host: string, target: string, lines?: string, method?: string): Promise<RawAnswer>;
  /** Pairs as a client that reaches the relay under `origin`. */
  pair(origin: string, page?: string): Promise<Pair>;
  /** Sends a sealed request with this `Host` and other clear headers. */
  send(
    pair: Pair,
    host: string,
    request?: Partial<PlainRequest>,
    clear?: readonly (readonly [string, string])[],
  ): Promise<Outcome>;
  /** The names of the upstreams that have received a request since the last call. */
  reached(): string[];
}

/** `hasRest`: whether UPSTREAM is set. */
export async function relayOfDomains(env: Record<string, string> = {}, hasRest = false): Promise<RelayOfDomains> {
  const [sm, ad, v6] = await Promise.all([instrumentedUpstream(), instrumentedUpstream(), instrumentedUpstream()]);
  const relay = await runRelay({
    env: {
      ...(!hasRest && { UPSTREAM: "" }),
      DOMAIN_MAP: `sm.example.com=${sm.url}/base,ad.example.com=${ad.url},[2001:db8::1]:8080=${v6.url}`,
      PASS_THROUGH_ROUTES: "/open/*",
      ...env,
    },
  });
  const { port, upstream: rest } = relay;
  const upstreams = Object.entries({ sm, ad, v6, rest });
  return {
    relay,
    port,
    sm,
    ad,
    v6,
    rest,
    clear: (host, target, lines = "", method = "GET") =>
      rawRequest(port, `${method} ${target} HTTP/1.1\r\nhost: ${host}\r\n${lines}\r\n`, method),
    pair: (origin, page) => pairWith({ port, origin, host: new URL(origin).host, ...(page !== undefined && { page }) }),
    send: (pair, host, request = {}, clear = []) =>
      outcome(
        sendSealed(port, sealRequest(pair, { method: "GET", target: "x", urlMode: 2, ...request }), [["host", host], ...clear]),
      ),
    reached: () => upstreams.flatMap(([name, { seen }]) => seen.splice(0).map(() => name)),
    [Symbol.asyncDispose]: async () => {
      await relay.close();
      await Promise.all([sm, ad, v6].map((upstream) => upstream.close()));
    },
  };
}
