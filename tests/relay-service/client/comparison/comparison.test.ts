import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";
import { compare } from "./compared.ts";
import { COMPARED_ENDS } from "./compared-aborts.ts";
import { COMPARED_ANSWERS } from "./compared-answers.ts";
import { COMPARED_INITS } from "./compared-inits.ts";
import { COMPARED_REQUESTS } from "./compared-requests.ts";
import { api } from "./comparison-api.ts";
import { DIFFERENCES } from "./differences.ts";

/** Cases with different results, and the row of the table of docs/relay-client.md that documents them. */
const NAMED: Readonly<Record<string, string>> = {
  "a stream": "streams as a body",
  "an async iterable": "streams as a body",
  "a Request with a stream over its body": "streams as a body",
  "a Request as init": "streams as a body",
  "method: null": "methods and header values",
  "an answer with status 407": "statuses 407 and 421",
  "an answer to POST with status 407": "statuses 407 and 421",
  "an answer with status 421": "statuses 407 and 421",
  "an answer to POST with status 421": "statuses 407 and 421",
};

const CASES = { ...COMPARED_REQUESTS, ...COMPARED_INITS, ...COMPARED_ANSWERS, ...COMPARED_ENDS };

let relay: RelayUnderTest;
const { mteFetch } = createMteRelayClient();

beforeAll(async () => {
  relay = await runRelay();
  relay.upstream.handle(api);
});
afterAll(() => relay.close());

describe("mteFetch does what fetch does, except for the table of differences, with", () => {
  it.each(Object.entries(CASES))("%s", async (name, call) => {
    const { own, platform } = await compare(mteFetch, relay, call);
    if (name in NAMED) {
      expect(own).not.toEqual(platform);
      expect(DIFFERENCES).toHaveProperty(NAMED[name] ?? "");
    } else expect(own).toEqual(platform);
  });
});
