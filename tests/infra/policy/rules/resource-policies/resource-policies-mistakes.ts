import { allow, type Mistake, statement } from "../../mistake.ts";

const own = "444455556666";
const other = "999988887777";
const topic = (...statements: unknown[]) => ({
  of: "TopicPolicy",
  name: "notifications",
  props: { policy: statement(...statements) },
});
const key = (...statements: unknown[]) => ({ of: "Key", name: "key", props: { policy: statement(...statements) } });
const governs = { ...allow, Principal: { AWS: `arn:aws:iam::${own}:root` }, Action: "kms:*", Resource: "*" };
const publish = { ...allow, Action: "sns:Publish", Resource: "*" };

export const resourcePoliciesMistakes: readonly Mistake[] = [
  ["resource-policies-name-who", "a topic that everybody publishes to", topic({ ...publish, Principal: "*" })],
  [
    "resource-policies-name-who",
    "a key that everybody decrypts with",
    key(governs, { ...allow, Principal: { AWS: "*" }, Action: "kms:Decrypt", Resource: "*" }),
  ],
  [
    "resource-policies-own-account",
    "a key that another account decrypts with",
    key(governs, { ...allow, Principal: { AWS: `arn:aws:iam::${other}:root` }, Action: "kms:Decrypt", Resource: "*" }),
  ],
  [
    "services-for-own-account",
    "a key that alarms of every account use",
    key(governs, { ...allow, Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "kms:Decrypt", Resource: "*" }),
  ],
  [
    "keys-governed-by-account",
    "a key that an instance governs",
    key(governs, { ...allow, Principal: { AWS: `arn:aws:iam::${own}:role/sm` }, Action: "kms:Put*", Resource: "*" }),
  ],
  [
    "keys-governed-by-account",
    "a key that everybody of the account governs",
    key(governs, {
      ...allow,
      Principal: "*",
      Action: "kms:*",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalAccount": own } },
    }),
  ],
  [
    "resource-policies-own-account",
    "a grant of the key to another account",
    {
      of: "Key",
      extra: {
        type: "aws:kms/grant:Grant",
        props: { keyId: "key", granteePrincipal: `arn:aws:iam::${other}:role/theirs`, operations: ["Decrypt"] },
      },
    },
  ],
  [
    "resource-policies-name-who",
    "a topic that everybody of an organization publishes to",
    topic({ ...publish, Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } } }),
  ],
  [
    "resource-policies-name-who",
    "a topic that everybody behind somebody else's endpoint publishes to",
    topic({ ...publish, Principal: "*", Condition: { StringEquals: { "aws:SourceVpce": "vpce-0123456789abcdef0" } } }),
  ],
  [
    "services-for-own-account",
    "a topic to which any bucket of a name sends its events",
    topic({
      ...publish,
      Principal: { Service: "s3.amazonaws.com" },
      Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::theirs" } },
    }),
  ],
  [
    "endpoint-policies-limited",
    "an endpoint through which another account uses every bucket",
    {
      of: "VpcEndpoint",
      name: "network-s3",
      props: {
        policy: statement({
          ...allow,
          Principal: "*",
          Action: "s3:*",
          Resource: "*",
          Condition: { StringEquals: { "aws:ResourceAccount": other } },
        }),
      },
    },
  ],
  [
    "endpoint-policies-limited",
    "an endpoint through which everybody uses every bucket",
    {
      of: "VpcEndpoint",
      name: "network-s3",
      props: { policy: statement({ ...allow, Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::*" }) },
    },
  ],
  [
    "functions-not-public",
    "a function that everybody calls",
    {
      of: "Topic",
      extra: { type: "aws:lambda/permission:Permission", props: { function: "hook", principal: "*" } },
    },
  ],
  [
    "nothing-shared",
    "a snapshot of the database for everybody",
    {
      of: "Instance",
      name: "database",
      extra: {
        type: "aws:rds/snapshot:Snapshot",
        props: { dbInstanceIdentifier: "database", dbSnapshotIdentifier: "copy", sharedAccounts: ["all"] },
      },
    },
  ],
];
