import type { Rule } from "../../../../../infra/policy/rule.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";

export const BUCKET = "aws:s3/bucket:Bucket";
export const POLICY = "aws:s3/bucketPolicy:BucketPolicy";

/** The statement that each bucket of the program has. */
export const tlsOnly = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: ["arn:aws:s3:::certificates", "arn:aws:s3:::certificates/*"],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

/** The rule's findings about a bucket policy with these statements. */
export function findingsAboutPolicy(rule: Rule, ...statements: unknown[]): string[] {
  return findingsOf(rule, checkedResource(POLICY, { policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }) }));
}
