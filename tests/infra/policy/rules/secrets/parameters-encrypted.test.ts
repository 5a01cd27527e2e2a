import { describe, expect, it } from "vitest";
import { parametersEncrypted } from "../../../../../infra/policy/rules/secrets/parameters-encrypted.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const PARAMETER = "aws:ssm/parameter:Parameter";
const found = (props: Record<string, unknown>, name = "it") =>
  findingsOf(parametersEncrypted, checkedResource(PARAMETER, props, { name }));

describe("parameters-encrypted", () => {
  it.each([
    ["/SM/sharedKey", "SecureString", 0],
    ["/SM/sharedKey", UNKNOWN, 0],
    ["/SM/host", "String", 0],
    ["/SM/sharedKey", "String", 1],
    ["/SM/sharedKey", "StringList", 1],
    ["/SM/sharedKey", "securestring", 1],
    ["/SM/sharedKey", undefined, 1],
  ])("checks the parameter %s of type %s", (name, type, count) => {
    expect(found({ name, type, value: "x" })).toHaveLength(count);
  });

  it.each(["value", "insecureValue"])("reports a secret under a harmless name in %s, without quoting it", (property) => {
    const findings = found({ name: "/SM/host", type: "String", [property]: "https://user:sentinel@example.com" });
    expect(findings).toEqual([expect.stringContaining('type of "/SM/host" must be "SecureString"')]);
    expect(findings.join()).not.toContain("sentinel");
    expect(found({ name: "/SM/host", type: "String", [property]: UNKNOWN })).toEqual([]);
  });

  it("reports a SecureString with an insecure value", () => {
    expect(found({ name: "/SM/host", type: "SecureString", insecureValue: "x" })).toHaveLength(1);
  });

  it("uses the logical name of a parameter too", () => {
    expect(found({ name: UNKNOWN, type: "String" }, "database-password")).toHaveLength(1);
    expect(found({ type: "String" }, "database-password")).toHaveLength(1);
    expect(found({ name: "/SM/host", type: "String" }, "database-password")).toHaveLength(1);
    expect(found({ name: "/SM/host", type: "String" }, "host")).toEqual([]);
  });
});
