import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { mteFetch as MteFetch } from "../../../../relay-service/client/mte-relay-client.d.mts";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";
import { PAGE_DIFFERENCES } from "../browsers/page-differences.ts";
import { DIFFERENCES } from "./differences.ts";

let relay: RelayUnderTest;
const { mteFetch } = createMteRelayClient();

beforeAll(async () => {
  relay = await runRelay();
});
afterAll(() => relay.close());

describe("the table of deliberate differences from fetch", () => {
  it("has exactly the rows that these tests show", () => {
    const page = readFileSync(join(import.meta.dirname, "../../../../docs/relay-client.md"), "utf8");
    const table = page.split("## Where `mteFetch` is not `fetch`")[1]?.split("\n#")[0] ?? "";
    const rows = [...table.matchAll(/^\| ([^|]+?) \|/gm)].map(([, first = ""]) => first.replaceAll("`", ""));
    const heads = ["What", "---"];
    expect(rows.filter((row) => !heads.includes(row)).sort()).toEqual(
      [...Object.keys(DIFFERENCES), ...Object.keys(PAGE_DIFFERENCES)].sort(),
    );
  });

  it.each(Object.entries(DIFFERENCES))("is right about %s", async (_name, { api, show, own, platform }) => {
    relay.upstream.handle(api ?? ((request, response) => request.resume().on("end", () => response.end())));
    expect(await show(mteFetch, relay.url, relay)).toEqual(own);
    expect(await show(fetch as typeof MteFetch, relay.upstream.url, relay)).toEqual(platform);
  });
});
