import { describe, expect, it } from "vitest";
import { targetsInVpc } from "../../../../../infra/policy/rules/load-balancing/targets-in-vpc.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

describe("targets-in-vpc", () => {
  it.each([
    [{ protocol: "HTTPS", targetType: "instance" }, 0],
    [{ protocol: "TLS" }, 0],
    [{ protocol: "HTTP", targetType: "ip" }, 0],
    [{ protocol: UNKNOWN, targetType: UNKNOWN }, 0],
    [{ protocol: "HTTP", targetType: "instance" }, 1],
    [{ protocol: "HTTP" }, 1],
    [{ protocol: "http", targetType: "alb" }, 1],
    [{ protocol: "TCP", targetType: "ip" }, 1],
    [{ targetType: "ip" }, 1],
  ])("checks a target group with %j", (props, count) => {
    for (const type of ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"]) {
      expect(findingsOf(targetsInVpc, checkedResource(type, props))).toHaveLength(count);
    }
  });

  it("reports a target that somebody attaches by hand", () => {
    const attachment = checkedResource("aws:lb/targetGroupAttachment:TargetGroupAttachment", { targetId: "198.51.100.7" });
    expect(findingsOf(targetsInVpc, attachment)).toEqual([expect.stringContaining('got "198.51.100.7"')]);
  });
});
