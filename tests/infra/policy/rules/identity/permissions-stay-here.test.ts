import { describe, expect, it } from "vitest";
import { permissionsStayHere } from "../../../../../infra/policy/rules/identity/permissions-stay-here.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { OTHER, OWN, ownRole } from "./identity-policy.ts";

const logs = checkedResource("aws:s3/bucket:Bucket", { bucket: "logs" }, { name: "logs" });
const document = (statement: object) => JSON.stringify({ Statement: { Effect: "Allow", ...statement } });

/** The findings about a role's policy with this statement, and about the same statement inside the role. */
function findings(statement: object, others = [ownRole, logs]) {
  const policy = document(statement);
  return [
    checkedResource("aws:iam/rolePolicy:RolePolicy", { policy }),
    checkedResource("aws:iam/role:Role", { inlinePolicies: [{ name: "x", policy }] }),
  ].map((resource) => findingsOf(permissionsStayHere, ...others, resource).length);
}

const put = { Action: "s3:PutObject", Resource: "arn:aws:s3:::theirs/*" };
const ofAccount = (account: string, key = "aws:ResourceAccount") => ({ Condition: { StringEquals: { [key]: account } } });

describe("permissions-stay-here", () => {
  it.each([
    { Action: "s3:PutObject", Resource: "arn:aws:s3:::logs/*" },
    { Action: "s3:PutObject", Resource: ["arn:aws:s3:::logs", "arn:aws:s3:::logs/x/*"] },
    { Action: "s3:GetObject", Resource: "arn:aws:s3:::theirs/*" },
    { Effect: "Deny", ...put },
    { ...put, ...ofAccount(OWN) },
    { ...put, ...ofAccount(OWN, "s3:ResourceAccount") },
    { Action: "sns:Publish", Resource: `arn:aws:sns:us-east-1:${OWN}:ours` },
    { Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], Resource: `arn:aws:ecr:us-east-1:${OTHER}:repository/theirs` },
    { Action: "elasticbeanstalk:PutInstanceStatistics", Resource: "arn:aws:elasticbeanstalk:us-east-1::platform/x" },
  ])("accepts %j", (statement) => {
    expect(findings(statement)).toEqual([0, 0]);
  });

  it.each([
    put,
    { ...put, Action: "s3:Put*" },
    { ...put, Action: "S3:REPLICATEOBJECT" },
    { ...put, Action: undefined, NotAction: "s3:GetObject" },
    { ...put, ...ofAccount(OTHER) },
    { ...put, Condition: { StringEqualsIfExists: { "aws:ResourceAccount": OWN } } },
    { ...put, Condition: { StringEquals: { "aws:PrincipalAccount": OWN } } },
    { Action: "s3:PutObject", Resource: ["arn:aws:s3:::logs/*", "arn:aws:s3:::logs-theirs/*"] },
    { Action: "sns:Publish", Resource: `arn:aws:sns:us-east-1:${OTHER}:theirs` },
    { Action: ["ecr:BatchGetImage", "ecr:PutImage"], Resource: `arn:aws:ecr:us-east-1:${OTHER}:repository/theirs` },
    { Action: "kms:GenerateDataKey", Resource: `arn:aws:kms:us-east-1:${OTHER}:key/1` },
    { Action: "sts:AssumeRole", Resource: `arn:aws:iam::${OTHER}:role/theirs` },
  ])("reports %j", (statement) => {
    expect(findings(statement)).toEqual([1, 1]);
  });

  it("leaves what may be anything to least-privilege", () => {
    for (const Resource of ["*", "arn:aws:s3:::*", "arn:aws:s3:::the*/x"]) {
      expect(findings({ Action: "s3:PutObject", Resource })).toEqual([0, 0]);
    }
  });

  it("skips what is not known yet, and still reads the rest", () => {
    const policy = (Resource: unknown) => ({ Statement: [{ Effect: "Allow", Action: "s3:PutObject", Resource }] });
    const of = (resources: unknown) =>
      findingsOf(permissionsStayHere, ownRole, logs, checkedResource("aws:iam/policy:Policy", { policy: policy(resources) }))
        .length;
    expect(findingsOf(permissionsStayHere, ownRole, checkedResource("aws:iam/policy:Policy", { policy: UNKNOWN }))).toEqual([]);
    expect(of([UNKNOWN])).toBe(0);
    expect(of([UNKNOWN, "arn:aws:s3:::theirs/*"])).toBe(1);
  });

  it("does not guess the account where no policy names it", () => {
    expect(findings({ Action: "sns:Publish", Resource: `arn:aws:sns:us-east-1:${OTHER}:theirs` }, [logs])).toEqual([0, 0]);
    expect(findings(put, [logs])).toEqual([1, 1]);
    expect(findings({ ...put, ...ofAccount(OWN) }, [logs])).toEqual([0, 0]);
  });
});
