import { expect, it } from "vitest";
import { environmentNoDatabase } from "../../../../../infra/policy/rules/beanstalk/environment-no-database.ts";
import { checkedResource, findingsOf, settings, UNKNOWN } from "../../checked-resource.ts";
import { ENVIRONMENT, TEMPLATE } from "./option-forms.ts";

it.each([
  { namespace: "aws:rds:dbinstance", name: "DBPassword", value: "password-sentinel" },
  { namespace: "aws:rds:dbinstance", name: "DBUser", value: "xmpro" },
  { namespace: "AWS:RDS:DBInstance", name: "dbpassword", value: "password-sentinel" },
  { namespace: "aws:rds:dbinstance", name: "HasCoupledDatabase", value: UNKNOWN },
])("environment-no-database reports %j, and quotes no value", (setting) => {
  for (const type of [ENVIRONMENT, TEMPLATE]) {
    const list = [UNKNOWN, ...settings({ "aws:ec2:vpc/VPCId": "vpc-1" }), setting];
    const found = findingsOf(environmentNoDatabase, checkedResource(type, { settings: list }));
    expect(found).toEqual([expect.stringContaining("the namespace aws:rds:dbinstance must be left out")]);
    expect(found.join()).not.toContain("sentinel");
  }
});

it("environment-no-database accepts an environment without a database", () => {
  const list = settings({ "aws:ec2:vpc/DBSubnets": "" });
  expect(findingsOf(environmentNoDatabase, checkedResource(ENVIRONMENT, { settings: list }))).toEqual([]);
});
