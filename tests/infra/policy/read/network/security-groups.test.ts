import { describe, expect, it } from "vitest";
import { SecurityGroups } from "../../../../../infra/policy/read/network/security-groups.ts";
import { guardUnknown } from "../../../../../infra/policy/read/unknown-values.ts";
import type { CheckedResource } from "../../../../../infra/policy/rule.ts";
import { checkedResource, settings, UNKNOWN } from "../../checked-resource.ts";

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const urn = (name: string) => `urn:pulumi:nonprod::xmpro-aws::aws:ec2/securityGroup:SecurityGroup::${name}`;
const rule = (props: object, urns: readonly string[] = []) =>
  checkedResource(
    INGRESS,
    { ipProtocol: "tcp", fromPort: 1, toPort: 1, ...props },
    { propertyDependencies: { securityGroupId: urns } },
  );
const database = (ids: readonly string[], urns: readonly string[] = []) =>
  checkedResource(
    "aws:rds/instance:Instance",
    { vpcSecurityGroupIds: ids },
    { propertyDependencies: { vpcSecurityGroupIds: urns } },
  );

/** As the engine passes resources to a rule. */
function read(...resources: CheckedResource[]): SecurityGroups {
  return SecurityGroups.of(resources.map((resource) => ({ ...resource, props: guardUnknown(resource.props) })));
}

const holdersOfFirst = (groups: SecurityGroups) => groups.rules.slice(0, 1).flatMap((one) => groups.holders(one, "SQL Server"));

describe("the security groups of a stack", () => {
  it("match a rule and a resource by the id of their group", () => {
    expect(holdersOfFirst(read(rule({ securityGroupId: "sg-1" }), database(["sg-1"])))).toHaveLength(1);
    expect(holdersOfFirst(read(rule({ securityGroupId: "sg-1" }), database(["sg-2"])))).toEqual([]);
  });

  it("match them by reference in a preview, and by an id that stands beside a reference", () => {
    const unknown = rule({ securityGroupId: UNKNOWN }, [urn("a")]);
    expect(holdersOfFirst(read(unknown, database([UNKNOWN], [urn("a")])))).toHaveLength(1);
    expect(holdersOfFirst(read(unknown, database([UNKNOWN], [urn("b")])))).toEqual([]);
    const known = rule({ securityGroupId: "sg-1" }, [urn("a")]);
    expect(holdersOfFirst(read(known, database([UNKNOWN], [urn("a")])))).toHaveLength(1);
    expect(holdersOfFirst(read(unknown, database(["sg-1"], [urn("a")])))).toHaveLength(1);
  });

  it("believe an id that is written out more than a reference that it replaced", () => {
    const rules = [rule({ securityGroupId: "sg-1" }, [urn("a")]), rule({ securityGroupId: "sg-2" }, [urn("b")])];
    const mutated = database(["sg-2"], [urn("a")]);
    const groups = read(...rules, ...rules, mutated);
    expect(groups.rules.map((one) => groups.holders(one, "SQL Server").length)).toEqual([0, 1, 0, 1]);
  });

  it("match the id that AWS gave a group", () => {
    const group = checkedResource("aws:ec2/securityGroup:SecurityGroup", { id: "sg-1" }, { urn: urn("a") });
    expect(read(group).isOfStack(read(group).keysOf({ id: "sg-1", urns: [] })[0] ?? "")).toBe(true);
    expect(read(group).isOfStack(read(group).keysOf({ id: "sg-2", urns: [] })[0] ?? "")).toBe(false);
  });

  it("leave open which group of an environment is meant until its settings are known", () => {
    const environment = (balancer: string, instances: string) =>
      checkedResource(
        "aws:elasticbeanstalk/environment:Environment",
        {
          settings: settings({
            "aws:elbv2:loadbalancer/SecurityGroups": balancer,
            "aws:autoscaling:launchconfiguration/SecurityGroups": instances,
          }),
        },
        { propertyDependencies: { settings: [urn("a"), urn("b")] } },
      );
    const kinds = (groups: SecurityGroups, key: string) => groups.usersOf(key).map(({ kind }) => kind);
    const possible = (groups: SecurityGroups, key: string) => groups.possibleUsersOf(key).map(({ kind }) => kind);
    const preview = read(environment(UNKNOWN, UNKNOWN));
    expect(kinds(preview, urn("a"))).toEqual([]);
    expect(new Set(possible(preview, urn("a")))).toEqual(new Set(["load balancer", "instances"]));
    const deployed = read(environment("sg-1", "sg-2"));
    expect(kinds(deployed, "sg-1")).toEqual(["load balancer"]);
    expect(possible(deployed, "sg-2")).toEqual(["instances"]);
  });
});
