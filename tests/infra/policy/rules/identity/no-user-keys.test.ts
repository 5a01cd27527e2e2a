import { describe, expect, it } from "vitest";
import type { CheckedResource } from "../../../../../infra/policy/rule.ts";
import { noUserKeys } from "../../../../../infra/policy/rules/identity/no-user-keys.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";

const user = checkedResource("aws:iam/user:User", {});
const ofUser = (property: string) => ({ propertyDependencies: { [property]: [user.urn] } });
const key = checkedResource("aws:iam/accessKey:AccessKey", {}, ofUser("user"));
const policy = (Action: unknown) =>
  checkedResource(
    "aws:iam/userPolicy:UserPolicy",
    {
      policy: JSON.stringify({
        Statement: { Effect: "Allow", Action, Resource: "arn:aws:ses:us-east-1:444455556666:identity/x" },
      }),
    },
    ofUser("user"),
  );
const findings = (...others: CheckedResource[]) => findingsOf(noUserKeys, user, key, ...others);

describe("no-user-keys", () => {
  it("accepts the key of a user that only sends mail", () => {
    expect(findings(policy("ses:SendRawEmail"))).toEqual([]);
    expect(findings(policy(["SES:sendrawemail", "ses:SendEmail"]))).toEqual([]);
  });

  it.each([[["ses:SendRawEmail", "s3:GetObject"]], ["ses:Send*"], ["ses:*"], ["*"], [undefined]])(
    "reports the key of a user with %j",
    (actions) => {
      expect(findings(policy(actions))).toHaveLength(1);
    },
  );

  it("reports a key of a user without a policy, of one in a group, and of one outside of the stack", () => {
    const member = checkedResource("aws:iam/userGroupMembership:UserGroupMembership", { groups: ["x"] }, ofUser("user"));
    const attached = checkedResource("aws:iam/policyAttachment:PolicyAttachment", {}, ofUser("users"));
    expect(findings()).toHaveLength(1);
    expect(findings(policy("ses:SendRawEmail"), member)).toHaveLength(1);
    expect(findings(policy("ses:SendRawEmail"), attached)).toHaveLength(1);
    expect(findingsOf(noUserKeys, checkedResource("aws:iam/accessKey:AccessKey", { user: "root" }))).toHaveLength(1);
  });

  it.each(["ServiceSpecificCredential", "SigningCertificate", "SshKey", "UserLoginProfile"])("reports a %s", (name) => {
    const type = `aws:iam/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;
    expect(findingsOf(noUserKeys, checkedResource(type, {}))).toHaveLength(1);
  });
});
