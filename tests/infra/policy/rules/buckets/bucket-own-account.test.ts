import { describe, expect, it } from "vitest";
import { bucketOwnAccount } from "../../../../../infra/policy/rules/buckets/bucket-own-account.ts";
import { checkedResource, findingsOf } from "../../checked-resource.ts";
import { OTHER, OWN, ownRole } from "../identity/identity-policy.ts";
import { BUCKET, POLICY } from "./bucket-policy.ts";

const write = { Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::logs/*" };
const packages = checkedResource(BUCKET, { bucket: "packages" });
const findings = (change: object) =>
  findingsOf(bucketOwnAccount, ownRole, packages, checkedResource(POLICY, { policy: { Statement: { ...write, ...change } } }));
const service = { Principal: { Service: "logging.s3.amazonaws.com" } };

describe("bucket-own-account", () => {
  it.each([
    ["a role of the account", { Principal: { AWS: `arn:aws:iam::${OWN}:role/sm` } }],
    ["a service for the account", { ...service, Condition: { StringEquals: { "aws:SourceAccount": OWN } } }],
    ["a service for a bucket of the stack", { ...service, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::packages" } } }],
    [
      "a service that writes below the account's folder",
      {
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Resource: `arn:aws:s3:::logs/load-balancers/*/AWSLogs/${OWN}/*`,
      },
    ],
    ["a Deny for another account", { Effect: "Deny", Principal: { AWS: OTHER } }],
    ["everybody, whom another rule reports", { Principal: "*" }],
  ])("accepts %s", (_, change) => {
    expect(findings(change)).toEqual([]);
  });

  it.each([
    [
      "a service for a bucket of somebody else",
      { ...service, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::theirs" } } },
    ],
    [
      "a service for a bucket of the stack and another one",
      { ...service, Condition: { ArnLike: { "aws:SourceArn": ["arn:aws:s3:::packages", "arn:aws:s3:::theirs"] } } },
    ],
    ["another account", { Principal: { AWS: OTHER } }],
    [
      "another account by its canonical id",
      { Principal: { CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" } },
    ],
    ["an identity of CloudFront", { Principal: { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1" } }],
    ["a service for each account", service],
    ["a service for another account", { ...service, Condition: { StringEquals: { "aws:SourceAccount": OTHER } } }],
    [
      "a service that writes below another account's folder",
      {
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Resource: [`arn:aws:s3:::logs/AWSLogs/${OWN}/*`, `arn:aws:s3:::logs/AWSLogs/${OTHER}/*`],
      },
    ],
  ])("reports %s", (_, change) => {
    expect(findings(change)).toHaveLength(1);
  });
});
