import { describe, expect, it } from "vitest";
import type { CheckedResource } from "../../../../../infra/policy/rule.ts";
import { functionsNotPublic } from "../../../../../infra/policy/rules/resource-policies/functions-not-public.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { OTHER, OWN, ownRole } from "../identity/identity-policy.ts";

const PERMISSION = "aws:lambda/permission:Permission";
const findings = (type: string, props: Record<string, unknown>) =>
  findingsOf(functionsNotPublic, ownRole, checkedResource(type, props));

describe("functions-not-public", () => {
  it.each([
    { principal: OWN },
    { principal: `arn:aws:iam::${OWN}:role/sm` },
    { principal: "sns.amazonaws.com", sourceArn: `arn:aws:sns:us-east-1:${OWN}:alarms` },
    { principal: "s3.amazonaws.com", sourceAccount: OWN, sourceArn: "arn:aws:s3:::packages" },
    { principal: OWN, functionUrlAuthType: "AWS_IAM" },
  ])("accepts the permission %j", (props) => {
    expect(findings(PERMISSION, props)).toEqual([]);
  });

  it.each([
    { principal: "*" },
    { principal: "*", sourceArn: "*" },
    {},
    { principal: OTHER },
    { principal: `arn:aws:iam::${OTHER}:root` },
    { principal: "sns.amazonaws.com" },
    { principal: "sns.amazonaws.com", sourceArn: "*" },
    { principal: "sns.amazonaws.com", sourceArn: `arn:aws:sns:us-east-1:${OTHER}:alarms` },
    { principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::*" },
    { principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::packages" },
    { principal: OWN, functionUrlAuthType: "NONE" },
  ])("reports the permission %j", (props) => {
    expect(findings(PERMISSION, props)).toHaveLength(1);
  });

  it("accepts a bucket of the stack, also while AWS has not named it", () => {
    const of = (bucket: CheckedResource, propertyDependencies: Record<string, string[]> = {}) => {
      const props = { principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::packages" };
      return findingsOf(functionsNotPublic, ownRole, bucket, checkedResource(PERMISSION, props, { propertyDependencies }));
    };
    const bucket = (props: Record<string, unknown>) => checkedResource("aws:s3/bucket:Bucket", props);
    expect(of(bucket({ bucket: "packages" }))).toEqual([]);
    expect(of(bucket({}), { sourceArn: [bucket({}).urn] })).toEqual([]);
    expect(of(bucket({}))).toHaveLength(1);
  });

  it.each(["aws:cloudwatch/eventPermission:EventPermission", "aws:lambda/layerVersionPermission:LayerVersionPermission"])(
    "checks the principal of %s",
    (type) => {
      expect(findings(type, { principal: OWN })).toEqual([]);
      expect(findings(type, { principal: OTHER })).toHaveLength(1);
      expect(findings(type, { principal: "*" })).toHaveLength(1);
    },
  );
});
