import { afterAll, beforeAll, expect, it } from "vitest";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { fc } from "../../../support/fast-check.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";
import { compare } from "./compared.ts";
import { api } from "./comparison-api.ts";

let relay: RelayUnderTest;
const { mteFetch } = createMteRelayClient();

beforeAll(async () => {
  relay = await runRelay();
  relay.upstream.handle(api);
});
afterAll(() => relay.close());

/** Mostly valid values, and some invalid ones. */
const mostly = <T, U>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<U>) =>
  fc.oneof({ arbitrary: right, weight: 12 }, { arbitrary: wrong, weight: 1 });
const text = fc.string({ unit: "binary", maxLength: 12 });
/** Path segments that all servers read the same way; the table of differences names the rest. */
const segment = fc.stringMatching(/^[\w~!$&'()*+,;=:@"<>^`{|} äé-]{1,8}$/);
const escaped = fc.uint8Array({ minLength: 1, maxLength: 3 }).map((bytes) => {
  return Buffer.from(bytes.map((byte) => 0x41 + (byte % 26)))
    .toString()
    .replace(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
});
const path = fc
  .array(fc.oneof(segment, escaped), { maxLength: 3 })
  .map((segments) => segments.map((each) => `/${each}`).join("") || "/");
/** A query is passed on unchanged, except for the backslash. */
const query = fc.option(
  text.map((given) => given.replaceAll("\\", "")),
  { nil: undefined },
);
const headerValue = mostly(fc.string({ unit: "grapheme-ascii", maxLength: 10 }), text);
const headerName = mostly(
  fc.stringMatching(/^[a-z][a-z0-9_.!#$%&'*+^`|~-]{0,6}$/).map((name) => `a-${name}`),
  text,
);
const headers = fc.oneof(
  fc.array(fc.tuple(headerName, headerValue), { maxLength: 4 }),
  fc.dictionary(headerName, headerValue, { maxKeys: 4 }),
  mostly(fc.constant(undefined), fc.constantFrom(null, 1, "x", [["a"]])),
);
const body = fc.oneof(
  text,
  fc.uint8Array({ maxLength: 200 }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => bytes.buffer),
  text.map((given) => new Blob([given], { type: given })),
  fc.dictionary(text, text).map((fields) => new URLSearchParams(fields)),
  fc.constantFrom(null, undefined),
);
const init = fc.record(
  {
    method: mostly(
      fc.constantFrom("GET", "get", "POST", "post", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"),
      text.map((given) => `${given} x`),
    ),
    headers,
    body,
    mode: mostly(fc.constantFrom("cors", "same-origin"), fc.constantFrom("navigate", "", null)),
    credentials: mostly(fc.constantFrom("omit", "include", "same-origin"), fc.constant("x")),
    cache: mostly(fc.constantFrom("default", "no-store", "reload", "no-cache", "force-cache"), fc.constant("x")),
    redirect: mostly(fc.constantFrom("follow", "manual", "error"), fc.constant("x")),
    referrerPolicy: mostly(fc.constantFrom("", "no-referrer", "origin"), fc.constant("x")),
    duplex: mostly(fc.constant("half"), fc.constant("full")),
    signal: mostly(fc.constantFrom(null, undefined), fc.constantFrom({}, 1)),
    window: mostly(fc.constant(null), fc.constant(1)),
  },
  { requiredKeys: [] },
);

it("mteFetch does what fetch does for any request", async () => {
  await fc.assert(
    fc.asyncProperty(path, query, init, fc.boolean(), async (path, query, init, asRequest) => {
      const { own, platform } = await compare(mteFetch, relay, async (call, origin) => {
        const url = `${origin}${path}${query === undefined ? "" : `?${query}`}`;
        return asRequest ? call(new Request(url, init as RequestInit)) : call(url, init as RequestInit);
      });
      expect(own).toEqual(platform);
    }),
    { numRuns: Number(process.env.RUNS ?? 200) },
  );
});
