import { describe, expect, it } from "vitest";
import { environmentPlatformSupported } from "../../../../../infra/policy/rules/beanstalk/environment-platform-supported.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { ENVIRONMENT, TEMPLATE } from "./option-forms.ts";

const found = (props: Record<string, unknown>, type = ENVIRONMENT) =>
  findingsOf(environmentPlatformSupported, checkedResource(type, props));
const arn = (name: string) => `arn:aws:elasticbeanstalk:us-east-1::platform/${name}`;

describe("environment-platform-supported", () => {
  it.each([
    { solutionStackName: "64bit Windows Server 2022 v2.23.5 running IIS 10.0" },
    { solutionStackName: "64bit Windows Server Core 2025 v2.23.5 running IIS 10.0" },
    { solutionStackName: UNKNOWN },
    { platformArn: arn("IIS 10.0 running on 64bit Windows Server 2022/2.23.5") },
    { templateName: "ours" },
    { templateName: UNKNOWN },
  ])("accepts %j", (props) => {
    expect(found(props)).toEqual([]);
  });

  it.each([
    {},
    { solutionStackName: "" },
    { solutionStackName: "64bit Windows Server 2016 v2.19.0 running IIS 10.0" },
    { solutionStackName: "64bit Windows Server 2012 R2 v2.1.0 running IIS 8.5" },
    { solutionStackName: "64bit Windows Server 2022 v1.2.0 running IIS 10.0" },
    { solutionStackName: "64bit Amazon Linux 2018.03 v4.0.0 running Node.js" },
    { platformArn: arn("IIS 8.5 running on 64bit Windows Server 2012 R2/2.1.0") },
    { platformArn: arn("IIS 10.0 running on 64bit Windows Server 2019/1.2.0") },
  ])("reports %j", (props) => {
    expect(found(props).length).toBeGreaterThan(0);
  });

  it("checks the platform of a template, and lets it leave the platform out", () => {
    expect(found({}, TEMPLATE)).toEqual([]);
    expect(found({ solutionStackName: "64bit Windows Server 2016 v2.19.0 running IIS 10.0" }, TEMPLATE)).toHaveLength(1);
  });
});
