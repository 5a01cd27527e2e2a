import { describe, expect, it } from "vitest";
import { inboundAccess } from "../../../preview/model/access.ts";
import { deployStack } from "../../support/program/deploy-stack.ts";
import { securityGroupRules } from "../../support/program/security-group-rules.ts";
import { environments, itHolds, optionOf, PRODUCTS, type Promised, textOf } from "./promised.ts";

const RULES = ["vpc.SecurityGroupIngressRule", "vpc.SecurityGroupEgressRule"];

const REACH: readonly Promised[] = [
  {
    sentence: "Security groups are created empty. Each open port has a source, a target and a written reason.",
    holds: (made) => {
      for (const { name, inputs } of made.ofType("ec2.SecurityGroup")) {
        expect([name, inputs.ingress, inputs.egress]).toEqual([name, undefined, undefined]);
        // AWS allows no other characters.
        expect(inputs.description).toMatch(/^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
      }
      const rules = RULES.flatMap((type) => made.ofType(type));
      expect(rules.length).toBeGreaterThan(30);
      for (const { name, inputs } of rules) {
        const peers = [inputs.cidrIpv4, inputs.referencedSecurityGroupId, inputs.prefixListId].filter(
          (peer) => peer !== undefined,
        );
        expect([name, peers.length, inputs.ipProtocol, inputs.fromPort]).toEqual([name, 1, "tcp", inputs.toPort]);
        expect(inputs.description).toMatch(/^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{4,255}$/);
      }
    },
  },
  {
    sentence:
      "From outside, only the load balancers are reachable: on 443, and the relay's also on 80, which only redirects to HTTPS.",
    holds: (made) => {
      const outside = inboundAccess(made.resources).filter(({ kind, from }) => kind === "network" && !from.startsWith("10."));
      expect(outside.map(({ to, what }) => `${to} ${what}`).sort()).toEqual([
        "Load balancer of the relay 443",
        "Load balancer of the relay 80",
        ...PRODUCTS.map((product) => expect.stringMatching(`^Load balancer of xmpro-(prod|nonprod)-${product} 443$`)),
      ]);
      const [plain, ...others] = made.ofType("lb.Listener").filter(({ inputs }) => inputs.port !== 443);
      expect(others).toEqual([]);
      expect(plain?.inputs).toMatchObject({ port: 80, defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS" } }] });
      for (const environment of environments(made)) {
        expect(optionOf(environment, "aws:elbv2:listener:default", "ListenerEnabled")).toBe("false");
      }
    },
  },
  {
    sentence: "Instances, tasks and the database have no public address.",
    holds: (made) => {
      for (const environment of environments(made)) {
        expect(optionOf(environment, "aws:ec2:vpc", "AssociatePublicIpAddress")).toBe("false");
      }
      expect(made.the("ecs.Service").inputs.networkConfiguration.assignPublicIp).toBe(false);
      expect(made.the("rds.Instance").inputs.publiclyAccessible).toBe(false);
      // These subnets are mocks. The rehearsal checks that awsx's subnets assign no public addresses.
      for (const { name, inputs } of made.ofType("ec2.Subnet"))
        expect([name, inputs.mapPublicIpOnLaunch ?? false]).toEqual([name, false]);
    },
  },
  {
    sentence: "The network ACL of this VPC drops SSH and RDP from outside, whatever a security group may allow.",
    holds: (made) => {
      const rules = made.ofType("ec2.NetworkAclRule").map(({ inputs }) => inputs);
      const denied = rules.filter(
        ({ ruleAction, egress, cidrBlock }) => ruleAction === "deny" && !egress && cidrBlock === "0.0.0.0/0",
      );
      expect(denied.map(({ fromPort, toPort }) => [fromPort, toPort])).toEqual([
        [22, 22],
        [3389, 3389],
      ]);
      // AWS's default rule, number 100, allows everything.
      for (const { ruleNumber } of denied) expect(ruleNumber).toBeLessThan(100);
    },
  },
  {
    sentence: "It is in front of every load balancer, with AWS's lists of known attackers and attacks (`webAcl`).",
    holds: (made, stack) => {
      expect(made.ofType("wafv2.WebAclAssociation")).toHaveLength(stack === "prod" ? PRODUCTS.length + 1 : 0);
      for (const { inputs } of made.ofType("wafv2.WebAcl")) {
        const names = inputs.rules.map(({ name }: { name: string }) => name);
        const lists = ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet"];
        expect(names).toEqual(expect.arrayContaining(lists));
        for (const { overrideAction } of inputs.rules) expect(overrideAction).toEqual({ none: {} });
      }
    },
  },
  {
    sentence:
      "Instances can call any host of the internet on ports 443, 80 (revocation lists) and 587 (mail). By default the relay's tasks can call any host on 443",
    holds: (made) => {
      const out = securityGroupRules(made).filter((rule) => / to 0\.0\.0\.0\/0$/.test(rule));
      expect(out).toEqual(
        [
          ...PRODUCTS.flatMap((product) => [443, 587, 80].map((port) => `out ${product}-instances tcp ${port} to 0.0.0.0/0`)),
          "out relay-tasks tcp 443 to 0.0.0.0/0",
        ].sort(),
      );
    },
  },
  {
    sentence: "The load balancers of Elastic Beanstalk cannot be protected from deletion, and they do not drop invalid headers.",
    holds: (made, stack) => {
      expect(made.the("lb.LoadBalancer").inputs).toMatchObject({
        dropInvalidHeaderFields: true,
        enableDeletionProtection: stack === "prod",
      });
    },
  },
];

describe("a promise of docs/security.md about network access", () => {
  itHolds("docs/security.md", REACH);

  it("holds: bootstrapAllowedCidrs and the NAT gateways alone reach Subscription Manager", async () => {
    expect(textOf("docs/security.md")).toContain("then only these networks and the NAT gateways reach Subscription Manager.");
    const made = await deployStack("prod", { bootstrapAllowedCidrs: ["203.0.113.0/24"] });
    const outside = inboundAccess(made.resources).filter(({ to }) => to === "Load balancer of xmpro-prod-sm");
    expect(outside.map(({ from }) => from)).toEqual(["203.0.113.0/24", ...Array(3).fill("a new address of network")]);
  });
});
