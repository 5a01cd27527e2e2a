import { describe, expect, it } from "vitest";
import { jsonScript } from "../../../preview/html/html.ts";
import { DATA_ID, earlierReport } from "../../../preview/model/earlier-report.ts";
import { fc } from "../../support/fast-check.ts";

const urn = "urn:pulumi:prod::xmpro::aws:s3/bucket:Bucket::files";
const snapshot = { urn, type: "aws:s3/bucket:Bucket", name: "files", protected: true, holdsData: true, properties: { a: "1" } };
const way = { kind: "network", from: "0.0.0.0/0", to: "relay", what: "443", because: "browsers" };
const traffic = { from: ["relay"], to: "cache", port: "6379", because: "pairs" };
const seen = {
  stack: "prod",
  state: "seen",
  snapshot: [snapshot],
  cost: { fixed: 1, byUse: 2 },
  waysIn: [way],
  waysOn: [traffic],
};
const refused = { stack: "nonprod", state: "refused", heading: "", problems: [] };
const details = [{ urn, settings: [{ name: "bucket", value: "files" }] }];
const reportOf = (...stacks: unknown[]) => JSON.stringify({ version: 1, stacks });

describe("an earlier report", () => {
  it("is read from the output of the preview, which has no values of arguments", () => {
    const report = earlierReport(`\n${reportOf(seen, refused)}\n`);
    expect([...(report ?? [])]).toEqual([
      ["prod", seen],
      ["nonprod", refused],
    ]);
  });

  it("is read from report.html, which has them", () => {
    const page = `<!doctype html><p>{</p>${jsonScript(DATA_ID, { version: 1, stacks: [{ ...seen, details }] })}<script></script>`;
    expect(earlierReport(page)?.get("prod")).toMatchObject({ details });
  });

  it.each([
    ["that is no JSON", "{nonsense"],
    ["that is no page of the report", "<!doctype html><p>Hello"],
    ["whose page ends in the data", `<script type="application/json" id="${DATA_ID}">{"version": 1`],
    ["that is another document", JSON.stringify({ name: "xmpro-aws", version: "0.1.0" })],
    ["of another version", JSON.stringify({ version: 2, stacks: [] })],
    ["without stacks", JSON.stringify({ version: 1 })],
    ["whose stack is null", reportOf(null)],
    ["whose stack has no name", reportOf({ ...seen, stack: undefined })],
    ["whose stack has an unknown state", reportOf({ ...seen, state: "deployed" })],
    ["whose stack has no resources", reportOf({ ...seen, snapshot: undefined })],
    ["with a resource that is null", reportOf({ ...seen, snapshot: [null] })],
    ["with a resource without arguments", reportOf({ ...seen, snapshot: [{ ...snapshot, properties: null }] })],
    ["with aliases that are no texts", reportOf({ ...seen, snapshot: [{ ...snapshot, aliases: [1] }] })],
    ["without a cost", reportOf({ ...seen, cost: undefined })],
    ["whose cost is text", reportOf({ ...seen, cost: { fixed: "1", byUse: 2 } })],
    ["without access", reportOf({ ...seen, waysIn: undefined })],
    ["with access that is null", reportOf({ ...seen, waysIn: [null] })],
    ["with traffic from nowhere", reportOf({ ...seen, waysOn: [{ ...traffic, from: undefined }] })],
    ["with details that are no list", reportOf({ ...seen, details: {} })],
    ["with details without settings", reportOf({ ...seen, details: [{ urn }] })],
    ["with a setting that is null", reportOf({ ...seen, details: [{ urn, settings: [null] }] })],
  ])("is refused %s", (_, text) => {
    expect(earlierReport(text)).toBeUndefined();
  });

  it("never throws, whatever is in the file", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.anything({ maxDepth: 2 }), (text, member) => {
        earlierReport(text);
        for (const name of Object.keys(seen)) earlierReport(reportOf({ ...seen, details, [name]: member }));
      }),
    );
  });
});
