import { describe, expect, it } from "vitest";
import { environmentProcessHttps } from "../../../../../infra/policy/rules/beanstalk-balancers/environment-process-https.ts";
import { checkedResource, findingsOf, settings, UNKNOWN } from "../../checked-resource.ts";
import { ENVIRONMENT } from "../beanstalk/option-forms.ts";

const PROCESS = "aws:elasticbeanstalk:environment:process:default";
const right = { [`${PROCESS}/Port`]: "443", [`${PROCESS}/Protocol`]: "HTTPS" };

function found(version: unknown, values: Record<string, string | undefined>, more: unknown[] = []): string[] {
  const list = [...settings(values), ...more];
  return findingsOf(environmentProcessHttps, checkedResource(ENVIRONMENT, { version, settings: list }));
}

describe("environment-process-https", () => {
  it("accepts plain HTTP to the sample application, and HTTPS to a package", () => {
    expect(found(undefined, { [`${PROCESS}/Port`]: "80", [`${PROCESS}/Protocol`]: "HTTP" })).toEqual([]);
    expect(found("", {})).toEqual([]);
    expect(found("1", right)).toEqual([]);
    expect(found("1", { ...right, [`${PROCESS}/Port`]: UNKNOWN })).toEqual([]);
  });

  it.each(["1", UNKNOWN])("reports the defaults, which are HTTP and 80, with the version %s", (version) => {
    expect(found(version, {})).toEqual([
      expect.stringContaining(`${PROCESS}/Protocol must be`),
      expect.stringContaining(`${PROCESS}/Port must be`),
    ]);
  });

  it.each([
    ["Protocol", "HTTP"],
    ["Protocol", "http"],
    ["Protocol", "TCP"],
    ["Port", "80"],
    ["Port", "8080"],
  ])("reports %s %s, also beside the right one and for another process", (name, value) => {
    const reported = [expect.stringContaining(`${PROCESS}/${name} must be`)];
    expect(found("1", { ...right, [`${PROCESS}/${name}`]: value })).toEqual(reported);
    expect(found("1", right, [{ namespace: PROCESS.toUpperCase(), name, value }])).toEqual(reported);
    const other = "aws:elasticbeanstalk:environment:process:api";
    const api = { [`${other}/Port`]: "443", [`${other}/Protocol`]: "HTTPS", [`${other}/${name}`]: value };
    expect(found("1", { ...right, ...api })).toEqual([expect.stringContaining(`${other}/${name} must be`)]);
  });
});
