import { expect, it } from "vitest";
import { clustersInsights } from "../../../../../infra/policy/rules/services/clusters-insights.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const insights = (...values: unknown[]) => values.map((value) => ({ name: "containerInsights", value }));

it.each([
  [insights("enhanced"), 0],
  [insights("enabled"), 0],
  [UNKNOWN, 0],
  [insights("disabled"), 1],
  [insights("enabled", "disabled"), 1],
  [insights("disabled", "enabled"), 1],
  [[], 1],
  [undefined, 1],
])("clusters-insights checks a cluster with %j", (settings, count) => {
  expect(findingsOf(clustersInsights, checkedResource("aws:ecs/cluster:Cluster", { settings }))).toHaveLength(count);
});
