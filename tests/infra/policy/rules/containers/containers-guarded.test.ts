import { describe, expect, it } from "vitest";
import { containersGuarded } from "../../../../../infra/policy/rules/containers/containers-guarded.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";
const CLUSTER = "aws:ecs/cluster:Cluster";
const REPOSITORY = "aws:ecr/repository:Repository";
const container = {
  name: "relay",
  image: `registry.example.com/relay@sha256:${"0".repeat(64)}`,
  logConfiguration: { logDriver: "awslogs" },
};
const task = (change: object, of: Record<string, unknown> = {}) =>
  findingsOf(
    containersGuarded,
    checkedResource(TASK, { networkMode: "awsvpc", containerDefinitions: JSON.stringify([{ ...container, ...change }]), ...of }),
  );

describe("containers-guarded", () => {
  it.each<[string, object, Record<string, unknown>, string[]]>([
    ["with a right definition", {}, {}, []],
    ["in the host's processes", {}, { pidMode: "host" }, ["pidMode must be left out"]],
    ["in the host's network", {}, { networkMode: "host" }, ['networkMode must be "awsvpc"']],
    ["with the host's rights", { privileged: true }, {}, ['privileged of "relay" must be left out']],
    ["without a log", { logConfiguration: undefined }, {}, ['logConfiguration of "relay" must name a log']],
    [
      "of an image with a tag instead of a digest",
      { image: "relay:latest" },
      {},
      ['image of "relay" must be pinned by its digest'],
    ],
    ["of an image without a name", { image: undefined }, {}, ['image of "relay" must be pinned by its digest']],
    ["that are not known yet", {}, { containerDefinitions: UNKNOWN }, []],
    ["that cannot be parsed, which another rule reports", {}, { containerDefinitions: "{" }, []],
  ])("checks containers %s", (_, change, of, expected) => {
    expect(task(change, of)).toEqual(expected.map((text) => expect.stringContaining(text)));
  });

  it.each([
    [{ networkConfiguration: { assignPublicIp: false } }, 0],
    [{ networkConfiguration: UNKNOWN }, 0],
    [{}, 0],
    [{ networkConfiguration: { assignPublicIp: true } }, 1],
    [{ platformVersion: "LATEST" }, 0],
    [{ platformVersion: "1.3.0" }, 1],
  ])("checks a service with %j", (props, count) => {
    expect(findingsOf(containersGuarded, checkedResource(SERVICE, props))).toHaveLength(count);
  });

  it.each([
    [[{ name: "containerInsights", value: "enhanced" }], 0],
    [[{ name: "containerInsights", value: "enabled" }], 0],
    [UNKNOWN, 0],
    [[{ name: "containerInsights", value: "disabled" }], 1],
    [undefined, 1],
  ])("checks a cluster with %j", (settings, count) => {
    expect(findingsOf(containersGuarded, checkedResource(CLUSTER, { settings }))).toHaveLength(count);
  });

  it.each([
    [{}, 0],
    [{ imageTagMutability: "MUTABLE" }, 1],
    [{ imageTagMutability: undefined }, 1],
    [{ imageScanningConfiguration: { scanOnPush: false } }, 1],
    [{ imageScanningConfiguration: undefined }, 1],
    [{ imageScanningConfiguration: UNKNOWN }, 0],
  ])("checks a repository with %j", (change, count) => {
    const repository = { imageTagMutability: "IMMUTABLE", imageScanningConfiguration: { scanOnPush: true }, ...change };
    expect(findingsOf(containersGuarded, checkedResource(REPOSITORY, repository))).toHaveLength(count);
  });
});
