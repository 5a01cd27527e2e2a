import { describe, expect, it } from "vitest";
import { environmentSecretsByReference } from "../../../../../infra/policy/rules/secrets/environment-secrets-by-reference.ts";
import { fc } from "../../../../support/fast-check.ts";
import { checkedResource, findingsOf, settings, UNKNOWN } from "../../checked-resource.ts";
import { ENVIRONMENT, TEMPLATE } from "../beanstalk/option-forms.ts";

const PLAIN = "aws:elasticbeanstalk:application:environment";
const SECRETS = "aws:elasticbeanstalk:application:environmentsecrets";
const PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter/p";
const found = (list: unknown, type = ENVIRONMENT) =>
  findingsOf(environmentSecretsByReference, checkedResource(type, { settings: list }));

describe("environment-secrets-by-reference", () => {
  it.each<[string, string, string]>([
    [PLAIN, "DB_PASSWORD", "sentinel"],
    [PLAIN, "REDIS", "cache:6379,password=sentinel,ssl=True"],
    [PLAIN, "SQLSERVER", "Server=db;Database=SM;Password=sentinel"],
    [PLAIN, "HOST", "https://user:sentinel@example.com"],
    [PLAIN, "OPTIONS", "--api-key=sentinel"],
    [PLAIN, "CERT", `-----BEGIN ${"PRIVATE"} KEY-----sentinel`],
    [PLAIN, "X", "sentinelq7Wm2XbT9kLpR4vZ8nYcH3sDfG6jQa1E"],
    [PLAIN, "DB_PASSWORD", "arn:sentinel"],
    ["aws:elasticbeanstalk:customoption", "ApiToken", "sentinel"],
    ["aws:cloudformation:template:parameter", "AppPassword", "sentinel"],
    ["aws:elasticbeanstalk:container:tomcat:jvmoptions", "JVM Options", "-Durl=jdbc://x:sentinel@db"],
    ["aws:elasticbeanstalk:sns:topics", "Notification Endpoint", "https://user:sentinel@example.com"],
  ])("reports a secret in %s/%s, without quoting it, in any case and in a template too", (namespace, name, value) => {
    for (const type of [ENVIRONMENT, TEMPLATE]) {
      for (const spelling of [namespace, namespace.toUpperCase(), ` ${namespace}`]) {
        const findings = found([UNKNOWN, { namespace: spelling, name, value }], type);
        expect(findings).toEqual([expect.stringContaining(`${namespace}/${name} must be in ${SECRETS}`)]);
        expect(findings.join()).not.toContain("sentinel");
      }
    }
  });

  it("reports a secret of an option without a namespace, which is a variable", () => {
    expect(found([{ name: "DB_PASSWORD", value: "x" }])).toHaveLength(1);
  });

  it.each([PARAMETER, "", "true", UNKNOWN])("accepts a secret's name with the value %j", (value) => {
    expect(found(settings({ [`${PLAIN}/DB_PASSWORD`]: value }))).toEqual([]);
  });

  it("accepts variables that are no secrets", () => {
    expect(
      found(settings({ [`${PLAIN}/HOST`]: "sm.example.com", "aws:autoscaling:launchconfiguration/EC2KeyName": "x" })),
    ).toEqual([]);
  });

  it.each([
    [PARAMETER, 0],
    ["arn:aws:secretsmanager:us-east-1:123456789012:secret:p-AbCdEf:key::", 0],
    [UNKNOWN, 0],
    ["sentinel", 1],
    ["arn:sentinel", 1],
    ["arn:aws:iam::123456789012:role/x", 1],
    ["", 1],
  ])("requires the ARN of a secret in the namespace for secrets, and counts for %s", (value, count) => {
    const findings = found(settings({ [`${SECRETS}/DB_PASSWORD`]: value }));
    expect(findings).toHaveLength(count);
    expect(findings.join()).not.toContain("sentinel");
  });

  it("reports one secret among any others", () => {
    const safe = settings({ [`${PLAIN}/HOST`]: "x", [`${SECRETS}/DB_PASSWORD`]: PARAMETER, "aws:ec2:vpc/VPCId": "vpc-1" });
    const list = fc.array(fc.constantFrom(...safe, UNKNOWN), { maxLength: 8 });
    fc.assert(
      fc.property(list, fc.nat(), (others, at) => {
        const secret = { namespace: PLAIN, name: "db_password", value: "x" };
        expect(found(others.toSpliced(at % (others.length + 1), 0, secret))).toHaveLength(1);
        expect(found(others)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
