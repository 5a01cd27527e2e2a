import { describe, expect, it } from "vitest";
import { dataStoresSendNothing } from "../../../../../infra/policy/rules/network/data-stores-send-nothing.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { EGRESS, GROUP, GROUP_STACK, OLD_RULE } from "./group-stack.ts";

const https = { fromPort: 443, toPort: 443 };
const findings = (group: string, ...forms: [string, Record<string, unknown>][]) =>
  forms.flatMap(([type, props]) =>
    findingsOf(dataStoresSendNothing, ...GROUP_STACK, checkedResource(type, { ...props, securityGroupId: group, id: group })),
  );

describe("data-stores-send-nothing", () => {
  it.each(["sg-database", "sg-redis", "sg-cache"])("reports each form of an outbound rule of %s", (group) => {
    const found = findings(
      group,
      [EGRESS, { ipProtocol: "tcp", ...https, cidrIpv4: "10.0.0.0/8" }],
      [EGRESS, { ipProtocol: "tcp", ...https, referencedSecurityGroupId: "sg-sm" }],
      [OLD_RULE, { type: "egress", protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
      [GROUP, { egress: [{ protocol: "-1", fromPort: 0, toPort: 0, ipv6CidrBlocks: ["::/0"] }] }],
    );
    expect(found).toHaveLength(4);
    expect(found[0]).toContain("must have no outbound rule, got one");
  });

  it("accepts outbound rules of others, and no rule at all", () => {
    expect(findings("sg-sm", [EGRESS, { ipProtocol: "tcp", ...https, cidrIpv4: "0.0.0.0/0" }])).toEqual([]);
    expect(findings("sg-database", [GROUP, { egress: [] }], [GROUP, {}])).toEqual([]);
  });
});
