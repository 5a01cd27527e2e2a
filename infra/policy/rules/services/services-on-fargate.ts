import { capacityProvider, clusterCapacityProviders, ecsService, taskDefinition, taskSet } from "../../read/resource-types.ts";
import { findEach, known, strings } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const FARGATE = ["FARGATE", "FARGATE_SPOT"];

export const servicesOnFargate: Rule = {
  name: "services-on-fargate",
  description: "ECS tasks run on Fargate, where AWS isolates them from each other and patches the hosts.",
  remedy: "Set launchType to FARGATE and requiresCompatibilities to FARGATE alone. Remove capacity providers of EC2.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate.html",
  checks: [
    onResource([ecsService, taskSet], (props) => {
      const strategies = props.capacityProviderStrategies;
      const providers = Array.isArray(strategies) ? strategies.length : 0;
      // With a strategy, launchType is left out. Without both, AWS's default is EC2.
      if (providers > 0 && known(() => props.launchType === undefined || props.launchType === null) !== false) return undefined;
      return props.launchType === "FARGATE" ? undefined : `launchType must be "FARGATE", got ${quote(props.launchType)}`;
    }),
    onResource([ecsService, taskSet], ({ capacityProviderStrategies }) =>
      findEach(capacityProviderStrategies, ({ capacityProvider: name }) =>
        FARGATE.includes(String(name)) ? undefined : `capacityProviderStrategies must name "FARGATE" only, got ${quote(name)}`,
      ),
    ),
    onResource(clusterCapacityProviders, ({ capacityProviders }) =>
      strings(capacityProviders)
        .filter((name) => !FARGATE.includes(name))
        .map((name) => `capacityProviders must name "FARGATE" only, got ${quote(name)}`),
    ),
    onResource(capacityProvider, () => "the capacity provider must be Fargate's, got one of EC2 instances"),
    onResource(taskDefinition, ({ requiresCompatibilities }) => {
      if (!Array.isArray(requiresCompatibilities) || requiresCompatibilities.length === 0)
        return `requiresCompatibilities must be ["FARGATE"], got ${quote(requiresCompatibilities)}`;
      return strings(requiresCompatibilities)
        .filter((name) => name !== "FARGATE")
        .map((name) => `requiresCompatibilities must be ["FARGATE"], got ${quote(name)}`);
    }),
  ],
};
