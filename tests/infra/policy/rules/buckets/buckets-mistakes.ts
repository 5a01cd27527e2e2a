import { allow, type Mistake, statement } from "../../mistake.ts";

export const bucketsMistakes: readonly Mistake[] = [
  [
    "no-anonymous-bucket-read",
    "a bucket as in XMPro's guide, whose certificates everybody can read",
    {
      of: "BucketPolicy",
      name: "certificates",
      props: {
        policy: statement({ ...allow, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::certificates/*" }),
      },
    },
  ],
  [
    "no-anonymous-bucket-read",
    "a bucket without a full public access block",
    { of: "BucketPublicAccessBlock", name: "packages", props: { blockPublicPolicy: false } },
  ],
];
