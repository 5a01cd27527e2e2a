import { pairWith, sendSealed } from "../../support/independent-client/exchange.ts";
import { bodyText, type Conclusion } from "../../support/independent-client/opened-answer.ts";
import type { Pair } from "../../support/independent-client/pairing.ts";
import { type PlainRequest, sealRequest } from "../../support/independent-client/sealed-request.ts";
import { type HostileIntermediary, hostileIntermediary } from "../../support/relay/hostile-intermediary.ts";
import type { SeenRequest } from "../../support/relay/instrumented-upstream.ts";
import { type RelayUnderTest, type RelayUnderTestOptions, runRelay } from "../../support/relay/running-relay.ts";

/** A client, an intermediary that it takes for the relay, the relay, and its upstream. */
export interface RelayBehindIntermediary extends AsyncDisposable {
  readonly relay: RelayUnderTest;
  readonly intermediary: HostileIntermediary;
  readonly pair: Pair;
  /** What has reached the upstream. */
  readonly seen: SeenRequest[];
  /** Seals a request, sends it to the intermediary and concludes. The body of the answer is read to its end, or to its first error. */
  ask(request: PlainRequest): Promise<Outcome>;
  /** Makes the intermediary honest and clears what was seen, for the next test. */
  reset(): void;
}

/** What a client concludes in the end. */
export type Outcome =
  | Exclude<Conclusion, { kind: "answer" }>
  | { kind: "answer"; status: number; headers: readonly (readonly [string, string])[]; text: string }
  | { kind: "broken off"; reason: string };

/** With a `wallClock`, the client counts the age of its pair by it, too. So no time passes but what the test lets pass. */
export async function relayBehindIntermediary(options: RelayUnderTestOptions = {}): Promise<RelayBehindIntermediary> {
  const relay = await runRelay(options);
  const intermediary = await hostileIntermediary(relay.port);
  const pair = await pairWith({ port: intermediary.port, ...(options.wallClock && { now: options.wallClock }) });
  return {
    relay,
    intermediary,
    pair,
    seen: relay.upstream.seen,
    ask: (request) => outcome(sendSealed(intermediary.port, sealRequest(pair, request))),
    reset: () => {
      relay.upstream.seen.length = 0;
      intermediary.tamper((request, pass) => pass(request));
    },
    [Symbol.asyncDispose]: async () => {
      await intermediary[Symbol.asyncDispose]();
      await relay.close();
    },
  };
}

/** Reads an answer to its end. A connection that breaks is an outcome too. */
export async function outcome(concluding: Promise<Conclusion>): Promise<Outcome> {
  try {
    const conclusion = await concluding;
    if (conclusion.kind !== "answer") return conclusion;
    const { kind, status, headers, body } = conclusion;
    return { kind, status, headers, text: await bodyText(body) };
  } catch (error) {
    return { kind: "broken off", reason: error instanceof Error ? error.message : String(error) };
  }
}
