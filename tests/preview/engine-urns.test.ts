import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { offlineCloud } from "../../preview/aws/offline-cloud.ts";
import { runProgram } from "../../preview/engine/engine.ts";
import { checkedResources } from "../../preview/model/policy-report.ts";
import { deployStack } from "../support/program/deploy-stack.ts";

// As `pulumi stack export` printed them after a deployment.
it.each([
  "urn:pulumi:nonprod::xmpro::pulumi:pulumi:Stack::xmpro-nonprod",
  "urn:pulumi:nonprod::xmpro::xmpro-aws:infra:Network::network",
  "urn:pulumi:nonprod::xmpro::aws:ebs/encryptionByDefault:EncryptionByDefault::volumes",
  "urn:pulumi:nonprod::xmpro::xmpro-aws:infra:SqlServer$aws:rds/instance:Instance::database",
  "urn:pulumi:nonprod::xmpro::xmpro-aws:relay:Relay$xmpro-aws:relay:LoadBalancer$aws:lb/loadBalancer:LoadBalancer::relay",
  "urn:pulumi:nonprod::xmpro::xmpro-aws:infra:Network$awsx:ec2:Vpc$aws:ec2/vpc:Vpc::network",
])("rules see a resource under the engine's address, which an exemption names: %s", async (urn) => {
  const checked = checkedResources((await deployStack("nonprod")).resources);
  const one = checked.find((resource) => resource.urn === urn);
  expect(one).toBeDefined();
  const urns = new Set(checked.map((resource) => resource.urn));
  const links = [one?.opts.parent ?? urn, ...(one?.dependencies ?? []), ...Object.values(one?.propertyDependencies ?? {}).flat()];
  expect(links.filter((link) => !urns.has(link))).toEqual([]);
});

it("outputs of a component, and the earlier parent of an alias, are under the engine's addresses too", async () => {
  class Group extends pulumi.ComponentResource {
    constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
      super("x:y:Group", name, {}, options);
      this.registerOutputs({ of: name });
    }
  }
  const { resources, registeredOutputs } = await runProgram({
    project: "p",
    stack: "s",
    config: {},
    cloud: offlineCloud({ accountId: "111122223333", region: "us-east-1" }),
    run: () => {
      const outer = new Group("outer");
      const inner = new Group("inner", { parent: new Group("middle", { parent: outer }) });
      new Group("moved", { parent: outer, aliases: [{ parent: inner }] });
    },
  });
  const inner = "urn:pulumi:s::p::x:y:Group$x:y:Group$x:y:Group::inner";
  expect(registeredOutputs[inner]).toEqual({ of: "inner" });
  expect(resources.find(({ name }) => name === "moved")?.aliases).toEqual([{ parent: inner }]);
});
