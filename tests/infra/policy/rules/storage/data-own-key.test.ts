import { expect, it } from "vitest";
import { dataOwnKey } from "../../../../../infra/policy/rules/storage/data-own-key.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { describeArguments, INSTANCE, REDIS, SERVERLESS, values } from "../data/argument-forms.ts";

const PARAMETER = "aws:ssm/parameter:Parameter";
const ARN = "arn:aws:kms:us-east-1:123456789012";

for (const type of [INSTANCE, REDIS, SERVERLESS, "aws:secretsmanager/secret:Secret"]) {
  describeArguments(dataOwnKey, {
    type,
    right: { kmsKeyId: `${ARN}:key/1` },
    reported: values("kmsKeyId", [undefined, null, "", "alias/aws/secretsmanager", `${ARN}:alias/aws/elasticache`]),
  });
}

it.each([
  ["SecureString", `${ARN}:key/1`, 0],
  ["SecureString", UNKNOWN, 0],
  ["String", undefined, 0],
  ["SecureString", undefined, 1],
  ["SecureString", "", 1],
  ["SecureString", "alias/aws/ssm", 1],
])("data-own-key checks a parameter of type %s with the key %s", (type, keyId, count) => {
  expect(findingsOf(dataOwnKey, checkedResource(PARAMETER, { type, keyId }))).toHaveLength(count);
});
