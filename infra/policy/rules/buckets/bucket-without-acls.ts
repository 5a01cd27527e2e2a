import { leftOut } from "../../checks/property-checks.ts";
import { nested } from "../../read/nested.ts";
import { bucketAcls, bucketOwnershipControls, buckets } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const OBJECTS = [
  "aws:s3/bucketObject:BucketObject",
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "aws:s3/objectCopy:ObjectCopy",
] as const;
/** The default, and the one with which a sender of another account gives its objects away. */
const HARMLESS: readonly unknown[] = [undefined, null, "", "private", "bucket-owner-full-control"];

export const bucketWithoutAcls: Rule = {
  name: "bucket-without-acls",
  description: "No access control list decides who may use a bucket or its objects.",
  remedy: "Leave ACLs out, and set objectOwnership to BucketOwnerEnforced. The bucket's policy decides.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["S3.12"],
  checks: [
    onResource([...bucketAcls, ...buckets, ...OBJECTS], ({ acl }) =>
      HARMLESS.includes(acl) ? undefined : `acl must be left out, got ${quote(acl)}`,
    ),
    leftOut(bucketAcls, "accessControlPolicy"),
    leftOut(buckets, "grants"),
    leftOut("aws:s3/objectCopy:ObjectCopy", "grants"),
    onResource(bucketOwnershipControls, ({ rule }) => {
      const ownership = nested(rule, "objectOwnership");
      return ownership === "BucketOwnerEnforced"
        ? undefined
        : `rule.objectOwnership must be "BucketOwnerEnforced", got ${quote(ownership)}`;
    }),
  ],
};
