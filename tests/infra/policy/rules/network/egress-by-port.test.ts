import { describe, expect, it } from "vitest";
import { egressByPort } from "../../../../../infra/policy/rules/network/egress-by-port.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { EGRESS, GROUP, OLD_RULE } from "./group-stack.ts";

const outbound = (props: Record<string, unknown>, name = "it") =>
  checkedResource(EGRESS, { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 443, toPort: 443, ...props }, { name });

describe("egress-by-port", () => {
  it.each([
    [{ cidrIpv4: "0.0.0.0/0" }],
    [{ cidrIpv4: "0.0.0.0/0", ipProtocol: "6", fromPort: "587", toPort: "587" }],
    [{ cidrIpv4: "10.0.0.0/8", ipProtocol: "-1", fromPort: undefined, toPort: undefined }],
    [{ prefixListId: "pl-1", toPort: 500 }],
    [{ referencedSecurityGroupId: "sg-2", toPort: 500 }],
  ])("accepts %j", (props) => {
    expect(findingsOf(egressByPort, outbound(props))).toEqual([]);
  });

  it.each([
    [{ cidrIpv4: "0.0.0.0/0", ipProtocol: "-1", fromPort: undefined, toPort: undefined }],
    [{ cidrIpv6: "::/0", ipProtocol: "all" }],
    [{ cidrIpv4: "0.0.0.0/0", fromPort: 0, toPort: 65_535 }],
    [{ cidrIpv4: "0.0.0.0/0", toPort: "444" }],
    [{ cidrIpv4: "0.0.0.0/1", ipProtocol: "udp" }],
    [{ cidrIpv4: "0.0.0.0/0", fromPort: undefined, toPort: undefined }],
  ])("reports %j", (props) => {
    expect(findingsOf(egressByPort, outbound(props))).toEqual([expect.stringContaining("must be for one TCP port")]);
  });

  it("reports rules that together allow every address", () => {
    const parts = Array.from({ length: 64 }, (_, n) =>
      outbound({ cidrIpv4: `11.${n * 4}.0.0/14`, ipProtocol: "-1", fromPort: undefined, toPort: undefined }, `part-${n}`),
    );
    expect(findingsOf(egressByPort, ...parts)).toHaveLength(64);
    expect(findingsOf(egressByPort, ...parts.slice(0, 4))).toEqual([]);
  });

  it("reports the rule that AWS gives each new group, in the older form and inside of the group", () => {
    const all = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };
    expect(findingsOf(egressByPort, checkedResource(OLD_RULE, { ...all, type: "egress", securityGroupId: "sg-1" }))).toHaveLength(
      1,
    );
    expect(findingsOf(egressByPort, checkedResource(GROUP, { egress: [all] }))).toHaveLength(1);
  });
});
