import { expect, it } from "vitest";
import { environmentNoKeyPair } from "../../../../../infra/policy/rules/beanstalk-instances/environment-no-key-pair.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { ENVIRONMENT, TEMPLATE } from "../beanstalk/option-forms.ts";

const namespace = "aws:autoscaling:launchconfiguration";
const found = (type: string, ...list: unknown[]) => findingsOf(environmentNoKeyPair, checkedResource(type, { settings: list }));

it.each([
  { namespace, name: "EC2KeyName", value: "laptop" },
  { namespace, name: "EC2KeyName", value: UNKNOWN },
  { namespace, name: "ec2keyname", value: "laptop" },
  { namespace: namespace.toUpperCase(), name: "EC2KeyName", value: "laptop", resource: "x" },
  { namespace, name: "SSHSourceRestriction", value: "tcp,22,22,0.0.0.0/0" },
])("environment-no-key-pair reports %j", (setting) => {
  for (const type of [ENVIRONMENT, TEMPLATE]) {
    expect(found(type, { namespace, name: "EC2KeyName", value: "" }, setting)).toEqual([
      expect.stringContaining("must be left out, got a value"),
    ]);
  }
});

it("environment-no-key-pair accepts no key pair, and an empty one", () => {
  expect(found(ENVIRONMENT)).toEqual([]);
  expect(found(ENVIRONMENT, { namespace, name: "EC2KeyName", value: "" })).toEqual([]);
  expect(
    found(ENVIRONMENT, { namespace: "aws:elasticbeanstalk:application:environment", name: "EC2KeyName", value: "x" }),
  ).toEqual([]);
});
