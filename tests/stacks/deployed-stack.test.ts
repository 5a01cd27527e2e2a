import { describe, expect, it } from "vitest";
import { readDeployedStack } from "../../stacks/deployed/deployed-stack.ts";
import { deploy } from "../support/program/deploy.ts";

const state = {
  "urn:pulumi:nonprod::xmpro::xmpro-aws:infra:Network$awsx:ec2:Vpc$aws:ec2/vpc:Vpc::network": {
    outputs: { cidrBlock: "10.20.0.0/16" },
  },
  "urn:pulumi:nonprod::xmpro::aws:route53/zone:Zone::dns-a::b": { outputs: { name: "a" } },
};

describe("a resource of the deployed stack", () => {
  it("is found by type and name, at any depth of the component tree", async () => {
    const read = await deploy(
      async () => {
        const stack = await readDeployedStack();
        return {
          vpc: stack.find("aws:ec2/vpc:Vpc", "network")?.outputs,
          zones: stack.ofType("aws:route53/zone:Zone").map(({ name }) => name),
          none: stack.find("aws:ec2/vpc:Vpc", "other") === undefined,
        };
      },
      { deployed: state },
    );
    expect(read.outputs).toEqual({ vpc: { cidrBlock: "10.20.0.0/16" }, zones: ["dns-a::b"], none: true });
  });

  it("does not exist before the first deployment", async () => {
    const read = await deploy(async () => ({ count: (await readDeployedStack()).resources.length }));
    expect(read.outputs).toEqual({ count: 0 });
  });
});
