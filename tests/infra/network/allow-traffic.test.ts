import * as aws from "@pulumi/aws";
import { ComponentResource } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { allowTraffic } from "../../../infra/network/allow-traffic.ts";
import { deploy } from "../../support/program/deploy.ts";
import { securityGroupRules } from "../../support/program/security-group-rules.ts";

const parent = () => new ComponentResource("test:Parent", "parent");
const group = (name: string) => new aws.ec2.SecurityGroup(name, { vpcId: "vpc-1" });

describe("allowTraffic()", () => {
  it("creates one egress and one ingress rule between two groups, for one port", async () => {
    const made = await deploy(() => {
      allowTraffic(
        "app-to-database",
        { from: group("app"), to: group("database"), port: 1433, description: "queries" },
        parent(),
      );
    });
    expect(securityGroupRules(made)).toEqual(["in database tcp 1433 from app", "out app tcp 1433 to database"]);
  });

  it("describes both rules and uses the given parent", async () => {
    const made = await deploy(() => {
      allowTraffic("queries", { from: group("a"), to: group("b"), port: 1, description: "queries" }, parent());
    });
    const { urn } = made.the("test:Parent");
    for (const rule of [...made.ofType("vpc.SecurityGroupIngressRule"), ...made.ofType("vpc.SecurityGroupEgressRule")]) {
      expect(rule).toMatchObject({ name: "queries", parent: urn, inputs: { description: "queries" } });
    }
  });

  it.each([
    ["from a range", { cidrBlock: "203.0.113.0/24" }, undefined, ["in own tcp 443 from 203.0.113.0/24"]],
    ["to a range", undefined, { cidrBlock: "0.0.0.0/0" }, ["out own tcp 443 to 0.0.0.0/0"]],
    [
      "to a group that was there before",
      undefined,
      { securityGroupId: "sg-1" },
      ["in sg-1 tcp 443 from own", "out own tcp 443 to sg-1"],
    ],
  ])("creates a rule only on the side that is a security group: %s", async (_, from, to, expected) => {
    const made = await deploy(() => {
      const own = group("own");
      allowTraffic("queries", { from: from ?? own, to: to ?? own, port: 443, description: "test" }, parent());
    });
    expect(securityGroupRules(made)).toEqual(expected);
  });

  it("returns its rules, so other resources can depend on them", async () => {
    const { outputs } = await deploy(() => {
      const own = group("own");
      const under = parent();
      const outward = { from: own, to: { cidrBlock: "0.0.0.0/0" }, port: 1, description: "test" };
      return {
        between: allowTraffic("a", { from: group("x"), to: own, port: 1, description: "test" }, under).length,
        outward: allowTraffic("b", outward, under).length,
      };
    });
    expect(outputs).toEqual({ between: 2, outward: 1 });
  });
});
