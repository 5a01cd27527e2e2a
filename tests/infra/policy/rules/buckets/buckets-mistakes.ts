import { allow, type Mistake, statement } from "../../mistake.ts";

const overTls = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: ["arn:aws:s3:::packages", "arn:aws:s3:::packages/*"],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const packages = (...statements: unknown[]) => ({
  of: "BucketPolicy",
  name: "packages",
  props: { policy: statement(...statements) },
});

export const bucketsMistakes: readonly Mistake[] = [
  [
    "no-anonymous-bucket-read",
    "a bucket as in XMPro's guide, whose content everybody can read",
    packages(overTls, { ...allow, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::packages/*" }),
  ],
  [
    "no-anonymous-bucket-read",
    "a bucket that is public by the argument of the bucket",
    {
      of: "Bucket",
      name: "packages",
      props: { policy: statement(overTls, { ...allow, Principal: { AWS: "*" }, Action: "s3:GetObject", Resource: "*" }) },
    },
  ],
  [
    "no-anonymous-bucket-read",
    "a bucket that everybody behind somebody else's endpoint reads",
    {
      of: "Bucket",
      name: "packages",
      extra: {
        type: "aws:s3/bucketPolicy:BucketPolicy",
        props: {
          bucket: "packages",
          policy: statement(overTls, {
            ...allow,
            Principal: "*",
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::packages/*",
            Condition: { StringEquals: { "aws:SourceVpce": "vpce-0123456789abcdef0" } },
          }),
        },
      },
    },
  ],
  [
    "bucket-access-blocked",
    "a bucket without a full public access block",
    { of: "BucketPublicAccessBlock", name: "packages", props: { blockPublicPolicy: false } },
  ],
  [
    "bucket-access-blocked",
    "an account that allows public buckets",
    {
      of: "Bucket",
      name: "packages",
      extra: { type: "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock", props: { blockPublicAcls: true } },
    },
  ],
  [
    "bucket-own-account",
    "a bucket that another account writes to",
    packages(overTls, {
      ...allow,
      Principal: { AWS: "arn:aws:iam::999988887777:root" },
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::packages/*",
    }),
  ],
  ["bucket-over-tls", "a bucket that is usable over plain HTTP by one action", packages({ ...overTls, Action: "s3:GetObject" })],
  [
    "bucket-without-acls",
    "a bucket whose ACL lets everybody list it",
    {
      of: "Bucket",
      name: "packages",
      props: {
        grants: [{ type: "Group", uri: "http://acs.amazonaws.com/groups/global/AllUsers", permissions: ["READ"] }],
      },
    },
  ],
  [
    "no-bucket-website",
    "a bucket that is a website",
    { of: "Bucket", name: "packages", props: { website: { indexDocument: "index.html" } } },
  ],
];
