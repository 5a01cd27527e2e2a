import { describe, expect, it } from "vitest";
import { requiredTags } from "../../../../../infra/policy/rules/stack/required-tags.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const rule = requiredTags(() => ({ regions: [], instanceFamilies: [], requiredTags: ["owner", "cost-centre"] }));
const provider = (props: Record<string, unknown>) => findingsOf(rule, checkedResource("pulumi:providers:aws", props));
const bucket = (props: Record<string, unknown>) => findingsOf(rule, checkedResource("aws:s3/bucket:Bucket", props));
const tags = { owner: "platform", "cost-centre": "1000" };

describe("required-tags", () => {
  it("passes a provider that sets all tags, as an object or as the JSON text that Pulumi keeps", () => {
    expect(provider({ defaultTags: { tags } })).toEqual([]);
    expect(provider({ defaultTags: JSON.stringify({ tags }) })).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ["no tags", {}, 2],
    ["no tags of its own", { defaultTags: {} }, 2],
    ["a text that is no JSON", { defaultTags: "owner=platform" }, 2],
    ["one tag", { defaultTags: { tags: { owner: "platform" } } }, 1],
    ["an empty tag", { defaultTags: { tags: { ...tags, owner: "" } } }, 1],
    ["the tag in other letters", { defaultTags: { tags: { "cost-centre": "1000", Owner: "platform" } } }, 1],
  ])("reports a provider with %s", (_, props, count) => {
    expect(provider(props)).toHaveLength(count);
  });

  it("passes a provider whose tags are not known yet", () => {
    expect(provider({ defaultTags: { tags: { ...tags, owner: UNKNOWN } } })).toEqual([]);
  });

  it("reports a resource that takes a tag away, and leaves other tags alone", () => {
    expect(bucket({ tags: { owner: "" } })).toEqual([
      expect.stringContaining('tags must leave the tag "owner" set, got an empty value'),
    ]);
    expect(bucket({ tagsAll: { owner: null } })).toHaveLength(1);
    expect(bucket({ tags: { owner: "shop", purpose: "" } })).toEqual([]);
    expect(bucket({})).toEqual([]);
    expect(bucket({ tags: { owner: UNKNOWN } })).toEqual([]);
  });
});
