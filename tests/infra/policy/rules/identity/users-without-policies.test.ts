import { describe, expect, it } from "vitest";
import { usersWithoutPolicies } from "../../../../../infra/policy/rules/identity/users-without-policies.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";

const findings = (type: string, props: Record<string, unknown>) => findingsOf(usersWithoutPolicies, checkedResource(type, props));
const document = (Action: string) => JSON.stringify({ Statement: { Effect: "Allow", Action, Resource: "arn:aws:s3:::a/b" } });

describe("users-without-policies", () => {
  it("accepts a policy to send mail, and policies of roles and groups", () => {
    expect(findings("aws:iam/userPolicy:UserPolicy", { policy: document("ses:SendRawEmail") })).toEqual([]);
    expect(findings("aws:iam/policyAttachment:PolicyAttachment", { roles: ["sm"], users: [] })).toEqual([]);
    expect(findings("aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", { policyArns: [] })).toEqual([]);
  });

  it.each([
    ["aws:iam/userPolicy:UserPolicy", { policy: document("s3:GetObject") }],
    ["aws:iam/userPolicy:UserPolicy", { policy: "{" }],
    ["aws:iam/userPolicyAttachment:UserPolicyAttachment", { policyArn: "x" }],
    ["aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", { policyArns: ["x"] }],
    ["aws:iam/policyAttachment:PolicyAttachment", { users: ["operator"] }],
  ])("reports %s with %j", (type, props) => {
    expect(findings(type, props)).toHaveLength(1);
  });
});
