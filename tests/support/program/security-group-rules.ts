import { type Deployed, type Seen, short } from "./deploy.ts";

/** Every security group rule as one line: "in database tcp 1433 from sm-instances". */
export function securityGroupRules({ resources }: Pick<Deployed, "resources">): string[] {
  const side = (rule: Seen, property: string) => {
    const [group] = rule.propertyDependencies[property] ?? [];
    return resources.find(({ urn }) => urn === group)?.name ?? rule.inputs[property];
  };
  return resources
    .filter(({ type }) => /SecurityGroup(Ingress|Egress)Rule$/.test(type))
    .map((rule: Seen) => {
      const { fromPort, toPort, ipProtocol, cidrIpv4 } = rule.inputs;
      const inward = short(rule.type).includes("Ingress");
      const ports = fromPort === toPort ? fromPort : `${fromPort}-${toPort}`;
      const peer = cidrIpv4 ?? side(rule, "referencedSecurityGroupId");
      return `${inward ? "in" : "out"} ${side(rule, "securityGroupId")} ${ipProtocol} ${ports} ${inward ? "from" : "to"} ${peer}`;
    })
    .sort();
}
