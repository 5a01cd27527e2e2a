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
    "functions-not-public",
    "a function whose URL everybody calls",
    {
      of: "Topic",
      extra: { type: "aws:lambda/functionUrl:FunctionUrl", props: { functionName: "hook", authorizationType: "NONE" } },
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
