import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { delegation } from "../../../operate/doctor/checks/delegation.ts";
import { dnsOf } from "../../../operate/doctor/sources/open-sources.ts";
import { type DnsRecords, startDnsServer } from "../../support/dns-server.ts";
import { HEALTHY, look } from "./healthy-stack.ts";

const records = new Map<string, DnsRecords>();
let server: Awaited<ReturnType<typeof startDnsServer>>;
beforeAll(async () => {
  server = await startDnsServer(records);
});
afterAll(() => server.close());

describe("the check of the delegation, over real DNS", () => {
  it("asks the server that --dns names, and sees the zone delegated step by step", async () => {
    const statesNow = async () => (await look(delegation, { sources: { dns: dnsOf(server.address) } })).map(({ state }) => state);
    expect(await statesNow()).toEqual(["wrong", "wrong", "wrong", "wrong", "wrong"]);
    records.set("example.com", { ns: ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"] });
    expect(await statesNow()).toEqual(["good", "wrong", "wrong", "wrong", "wrong"]);
    for (const host of [...Object.values(HEALTHY.outputs.hosts), "relay-xmpro.example.com"])
      records.set(host, { a: "203.0.113.7" });
    expect(await statesNow()).toEqual(["good", "good", "good", "good", "good"]);
  });

  it("does not know when nobody answers at that address", async () => {
    const findings = await look(delegation, { sources: { dns: dnsOf("127.0.0.1:1") } });
    expect(new Set(findings.map(({ state }) => state))).toEqual(new Set(["unknown"]));
    expect(findings[0]?.sentence).toMatch(/^DNS did not answer about example\.com: E\w+\. Name another DNS server with --dns\.$/);
  });
});
