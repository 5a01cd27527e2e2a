import { describe, expect, it } from "vitest";
import { bucketWithoutAcls } from "../../../../../infra/policy/rules/buckets/bucket-without-acls.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

const findings = (type: string, props: Record<string, unknown>) => findingsOf(bucketWithoutAcls, checkedResource(type, props));
const TYPES = [
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
  "aws:s3/bucketAcl:BucketAcl",
  "aws:s3/bucketAclV2:BucketAclV2",
  "aws:s3/bucketObject:BucketObject",
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "aws:s3/objectCopy:ObjectCopy",
];
const everybody = { type: "Group", uri: "http://acs.amazonaws.com/groups/global/AllUsers", permissions: ["READ"] };

describe("bucket-without-acls", () => {
  it.each(TYPES)("reports the ACLs of %s", (type) => {
    for (const acl of ["public-read", "public-read-write", "authenticated-read", "aws-exec-read", "Public-Read"]) {
      expect(findings(type, { acl })).toEqual([expect.stringContaining("acl must be left out")]);
    }
    for (const acl of [undefined, "private", UNKNOWN]) expect(findings(type, { acl })).toEqual([]);
  });

  it.each([
    ["aws:s3/bucket:Bucket", { grants: [everybody] }],
    ["aws:s3/bucketV2:BucketV2", { grants: [everybody] }],
    ["aws:s3/objectCopy:ObjectCopy", { grants: [everybody] }],
    ["aws:s3/bucketAcl:BucketAcl", { accessControlPolicy: { grants: [{ grantee: everybody, permission: "READ" }] } }],
    ["aws:s3/bucketAclV2:BucketAclV2", { accessControlPolicy: { grants: [] } }],
  ])("reports the grants of %s", (type, props) => {
    expect(findings(type, props)).toHaveLength(1);
  });

  it("reports ownership with which ACLs count", () => {
    const of = (objectOwnership: unknown) =>
      findings("aws:s3/bucketOwnershipControls:BucketOwnershipControls", { rule: { objectOwnership } });
    expect(of("BucketOwnerEnforced")).toEqual([]);
    expect(of("BucketOwnerPreferred")).toHaveLength(1);
    expect(of("ObjectWriter")).toHaveLength(1);
    expect(of(undefined)).toHaveLength(1);
  });
});
