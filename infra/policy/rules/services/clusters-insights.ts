import { ecsCluster } from "../../read/resource-types.ts";
import { findEach } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const ON = ["enabled", "enhanced"];

export const clustersInsights: Rule = {
  name: "clusters-insights",
  description: "ECS clusters report metrics of their tasks.",
  remedy: "Set containerInsights to enabled or enhanced in the cluster's settings.",
  severity: "low",
  enforcementLevel: "advisory",
  controls: ["ECS.12"],
  checks: [
    onResource(ecsCluster, ({ settings }) => {
      const values = findEach(settings, ({ name, value }) => (name === "containerInsights" ? String(value) : undefined));
      const wrong = values.find((value) => !ON.includes(value));
      if (values.length > 0 && wrong === undefined) return undefined;
      return `settings must turn containerInsights on, got ${quote(wrong)}`;
    }),
  ],
};
