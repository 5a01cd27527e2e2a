import { expect, it } from "vitest";
import { smokeArguments } from "../../github/smoke-relay/smoke-arguments.ts";

const relay = { url: "https://relay.example.com", identityPublicKey: "key" };

it("the smoke test runs at each host of the relay, and tries its pair at another one", () => {
  expect(smokeArguments({})).toEqual([]);
  expect(smokeArguments({ relay })).toEqual([["https://relay.example.com", "--pin", "key"]]);
  expect(smokeArguments({ relay, relayDomainUrls: ["https://sm.example.com", "https://ad.example.com"] })).toEqual([
    ["https://relay.example.com", "--pin", "key", "--other-host", "https://sm.example.com"],
    ["https://sm.example.com", "--pin", "key", "--other-host", "https://relay.example.com"],
    ["https://ad.example.com", "--pin", "key", "--other-host", "https://relay.example.com"],
  ]);
});
