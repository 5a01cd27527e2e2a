import { describe, expect, it } from "vitest";
import { servicesOnFargate } from "../../../../../infra/policy/rules/services/services-on-fargate.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const found = (type: string, props: Record<string, unknown>) =>
  findingsOf(servicesOnFargate, checkedResource(type, props)).length;
const by = (...names: unknown[]) => names.map((capacityProvider) => ({ capacityProvider, weight: 1 }));

describe("services-on-fargate", () => {
  it.each([
    [{ launchType: "FARGATE" }, 0],
    [{ launchType: UNKNOWN }, 0],
    [{ capacityProviderStrategies: by("FARGATE", "FARGATE_SPOT") }, 0],
    [{ capacityProviderStrategies: UNKNOWN }, 0],
    [{}, 1],
    [{ capacityProviderStrategies: [] }, 1],
    [{ launchType: "EC2" }, 1],
    [{ launchType: "EXTERNAL" }, 1],
    [{ launchType: null }, 1],
    [{ capacityProviderStrategies: by("FARGATE", "own-instances") }, 1],
    [{ capacityProviderStrategies: by(UNKNOWN, "own-instances") }, 1],
    [{ launchType: "EC2", capacityProviderStrategies: by("FARGATE") }, 1],
  ])("checks a service and a task set with %j", (props, count) => {
    expect(found("aws:ecs/service:Service", props)).toBe(count);
    expect(found("aws:ecs/taskSet:TaskSet", props)).toBe(count);
  });

  it.each([
    [["FARGATE"], 0],
    [UNKNOWN, 0],
    [["FARGATE", UNKNOWN], 0],
    [["FARGATE", "EC2"], 1],
    [["EC2"], 1],
    [["EXTERNAL"], 1],
    [["fargate"], 1],
    [[], 1],
    [undefined, 1],
  ])("checks what a task definition requires: %j", (requiresCompatibilities, count) => {
    expect(found("aws:ecs/taskDefinition:TaskDefinition", { requiresCompatibilities })).toBe(count);
  });

  it("reports capacity providers of instances", () => {
    expect(found("aws:ecs/capacityProvider:CapacityProvider", { autoScalingGroupProvider: {} })).toBe(1);
    const type = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";
    expect(found(type, { capacityProviders: ["FARGATE", UNKNOWN] })).toBe(0);
    expect(found(type, { capacityProviders: ["FARGATE", "own-instances"] })).toBe(1);
  });
});
